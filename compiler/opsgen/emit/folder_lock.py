"""Builds into one folder take turns. The system itself lets go when a process dies, so no lock is ever stale."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Lock the folder for the block, after other builds. Creates a missing folder, and deletes it if unused."""
    missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    descriptor = _hold(folder)
    try:
        yield
    finally:
        # Only an empty folder can be removed, so one with artifacts stays.
        for parent in missing:
            with contextlib.suppress(OSError):
                parent.rmdir()
        os.close(descriptor)


def _open_lock_file(folder: Path) -> int:
    """Open a lock file in the folder for temporary files, so that the output folder has only artifacts."""
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:32]
    path = Path(tempfile.gettempdir(), f"opsgen-{name}.lock")
    return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)


if sys.platform == "win32":
    import msvcrt

    def _hold(folder: Path) -> int:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = _open_lock_file(folder)
        while True:
            with contextlib.suppress(OSError):  # LK_LOCK gives up after ten seconds; wait again.
                msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
                return descriptor

else:
    import fcntl

    def _hold(folder: Path) -> int:
        while True:
            folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                # Another build may have deleted and created the folder between `open` and `flock`.
                if os.path.samestat(os.fstat(descriptor), folder.stat()):
                    return descriptor
            except FileNotFoundError:
                pass  # The process that held the lock deleted the folder; create it again.
            except OSError:  # Some network file systems cannot lock folders.
                os.close(descriptor)
                return _hold_lock_file(folder)
            os.close(descriptor)

    def _hold_lock_file(folder: Path) -> int:
        descriptor = _open_lock_file(folder)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        return descriptor
