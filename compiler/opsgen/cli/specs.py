"""Which spec a command is about."""

from __future__ import annotations

import sys
from pathlib import Path

SPEC_FILE = "opsgen.yaml"


def find(given: Path | str | None) -> Path | None:
    """The spec that an argument names: itself, or `opsgen.yaml` in a folder. Says so where there is none."""
    path = Path(given) if given is not None else Path(SPEC_FILE)
    if path.is_dir():
        path = path / SPEC_FILE
    if path.exists():
        return path
    hint = "" if given is not None else "; `opsgen init` writes one to begin with"
    print(f"opsgen: there is no spec {path}{hint}", file=sys.stderr)
    return None
