"""What the tests of the writer compare: whole folders, and when they were last touched."""

from __future__ import annotations

import stat
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from opsgen import emit
from opsgen.emit import Origin, OutputFile, Owner

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opsgen.diagnostics.model import Diagnostic
    from opsgen.emit import Check, Result

PAGE = 4096

Snapshot: TypeAlias = dict[str, tuple[bytes, bool] | str | None]
"""Every path: a file's content and whether it is executable, a link's target, None for a folder."""


@contextmanager
def in_memory() -> Iterator[Path]:
    """A folder on a file system in memory where there is one: bringing files to a disk takes its time."""
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        yield Path(folder)


@contextmanager
def small_disk(folder: Path, pages: int) -> Iterator[Path]:
    """A file system in memory with room for so many pages of 4 KiB."""
    folder.mkdir(exist_ok=True)
    options = f"size={pages * PAGE},nr_inodes=1000"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False)
    if mounted.returncode != 0:
        import pytest  # which the processes that build do not need

        pytest.skip("mounting a small file system is not permitted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def snapshot(root: Path) -> Snapshot:
    return {path.relative_to(root).as_posix(): _state(path) for path in sorted(root.rglob("*"))}


def _state(path: Path) -> tuple[bytes, bool] | str | None:
    if path.is_symlink():
        return str(path.readlink())
    return None if path.is_dir() else (path.read_bytes(), bool(path.stat().st_mode & stat.S_IXUSR))


def touched(root: Path) -> dict[str, tuple[int, int, int]]:
    """Changes whenever anything below the root is written, replaced, renamed or given another mode."""
    paths = (root, *root.rglob("*"))
    return {
        str(path): (status.st_ino, status.st_mtime_ns, status.st_ctime_ns) for path in paths if (status := path.lstat())
    }


def text(path: str, content: str) -> OutputFile:
    return OutputFile(path, content.encode())


def codes(diagnostics: list[Diagnostic]) -> list[tuple[str, str]]:
    return [(found.code, found.span.file if found.span else "") for found in diagnostics]


OWN = Origin("opsgen.yaml", is_own=True, exists=True)
OWNER = Owner("shop", OWN.spec, lambda _: OWN, lambda _: True)
"""A project whose artifacts can be anything, for tests that are not about how they are recognised."""


def write(files: Iterable[OutputFile], root: Path, **options: Any) -> Result:
    return emit.write(list(files), root, OWNER, **options)


def check(files: Iterable[OutputFile], root: Path, **options: Any) -> Check:
    return emit.check(list(files), root, OWNER, **options)
