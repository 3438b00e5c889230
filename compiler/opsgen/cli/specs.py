"""Which spec a command is about."""

from __future__ import annotations

import os
import sys

from opsgen import SPEC_FILE

TYPE_CHECKING = False  # typing takes longer to import than a cached answer
if TYPE_CHECKING:
    from pathlib import Path

HARMLESS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")


def find(given: Path | str | None) -> Path | None:
    """The spec that an argument names: itself, or `opsgen.yaml` in a folder. Says so where there is none."""
    from pathlib import Path

    path = locate(None if given is None else str(given))
    return None if path is None else Path(path)


def locate(given: str | None) -> str | None:
    """The same as text, without importing pathlib."""
    path = given if given is not None else SPEC_FILE
    if os.path.isdir(path):
        path = os.path.join(path, SPEC_FILE) if os.path.normpath(path) != os.curdir else SPEC_FILE
    if os.path.exists(path):
        return path if can_be_named(os.path.basename(path)) else None
    hint = _near(path) or ("" if given is not None else "; `opsgen init` writes one to begin with")
    print(f"opsgen: there is no spec {shown(path)}{hint}", file=sys.stderr)
    return None


def shown(path: str) -> str:
    """A path as it can be printed. What tells that of a strange one is imported only then."""
    if HARMLESS.issuperset(path.replace("/", "")):
        return path
    from opsgen.terminal.escape import named

    return named(path)


def _near(path: str) -> str:
    """The YAML file beside it that may be meant, such as `opsgen.yml`."""
    from opsgen.diagnostics.suggest import nearest

    try:
        names = [name for name in os.listdir(folder_of(path)) if name.endswith((".yaml", ".yml"))]
    except OSError:
        return ""
    stems = {os.path.splitext(name)[0]: name for name in sorted(names)}  # All that end alike would be near.
    near = nearest(os.path.splitext(os.path.basename(path))[0], stems)
    return f"; did you mean {os.path.join(os.path.dirname(path), stems[near])!a}?" if near else ""


def folder_of(spec: str) -> str:
    """The folder that a spec lies in."""
    return os.path.dirname(spec) or os.curdir


def can_be_named(name: str) -> bool:
    """Whether the file's name can stand in the comments and commands of the artifacts. Says so where it cannot."""
    if name in ("", os.curdir, os.pardir):
        print(f"opsgen: {name!a} names no file", file=sys.stderr)
        return False
    harmless = set(name) <= HARMLESS and not name.startswith("-")
    if not harmless:
        print(f"opsgen: rename {name!a}: a spec's name has letters, digits, . _ and - only", file=sys.stderr)
    return harmless
