"""Which spec a command is about."""

from __future__ import annotations

import sys
from pathlib import Path

SPEC_FILE = "opsgen.yaml"
HARMLESS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")


def find(given: Path | str | None) -> Path | None:
    """The spec that an argument names: itself, or `opsgen.yaml` in a folder. Says so where there is none."""
    path = Path(given) if given is not None else Path(SPEC_FILE)
    if path.is_dir():
        path = path / SPEC_FILE
    if path.exists():
        return path if _can_be_named(path) else None
    hint = "" if given is not None else "; `opsgen init` writes one to begin with"
    print(f"opsgen: there is no spec {path}{hint}", file=sys.stderr)
    return None


def _can_be_named(path: Path) -> bool:
    """Whether the file's name can stand in the comments and commands of the artifacts. Says so where it cannot."""
    harmless = set(path.name) <= HARMLESS and not path.name.startswith("-")
    if not harmless:
        print(f"opsgen: rename {path.name!a}: a spec's name has letters, digits, . _ and - only", file=sys.stderr)
    return harmless
