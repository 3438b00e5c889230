"""Write files so that they survive a crash of the machine."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_THREADS = 16
_MANY = 64
"""From this number of files, threads are faster: a file system combines concurrent fsync calls."""

_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def create(path: Path, content: bytes, *, executable: bool = False, private: bool = False) -> None:
    """Create a file with the default mode of the user's umask. A private file is accessible to the user only."""
    mode = 0o600 if private else 0o777 if executable else 0o666
    with os.fdopen(os.open(path, _CREATE, mode), "wb") as stream:
        stream.write(content)


def sync(paths: Sequence[Path]) -> None:
    """Return after these files and folders are on the disk."""
    if len(paths) < _MANY or not _sync_together(paths):
        _sync_all(paths)


def _sync_together(paths: Sequence[Path]) -> bool:
    """Sync with threads. Returns False if the system allows no more threads, as in small containers."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_THREADS) as pool:
        try:
            done = pool.map(_sync_all, (paths[first::_THREADS] for first in range(_THREADS)))
        except RuntimeError:  # can't start new thread
            return False
        for _ in done:
            pass
    return True


def _sync_all(paths: Iterable[Path]) -> None:
    for path in paths:
        _sync(path)


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows cannot sync folders.
    # Windows syncs only files that are open for writing.
    descriptor = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace(path: Path, content: bytes, draft: Path) -> None:
    """Replace a file atomically by renaming `draft`, on the same file system. A crash may have left an old draft."""
    draft.unlink(missing_ok=True)
    try:
        create(draft, content)
        sync([draft])
        draft.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
    # Without this, the rename itself could be lost in a crash.
    sync([path.parent])
