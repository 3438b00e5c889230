"""Golden files: what is built is compared with what is committed, or with OPSGEN_UPDATE_GOLDEN=1 takes its place."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"
UPDATE = os.environ.get("OPSGEN_UPDATE_GOLDEN") == "1"


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def assert_golden(built: Path, name: str) -> None:
    """The built files are the golden ones, to the byte."""
    golden = GOLDEN / name
    if UPDATE:
        shutil.rmtree(golden, ignore_errors=True)
        shutil.copytree(built, golden)
    have, want = tree(built), tree(golden)
    assert sorted(have) == sorted(want)
    for path, content in want.items():
        assert have[path].decode() == content.decode(), f"{path} differs: run nox -s golden and read the diff"
