"""Writing so that it outlasts a crash of the machine."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_THREADS = 16
_MANY = 64
"""From here on threads pay: a file system brings what several of them ask for to the disk in one go."""

_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def create(path: Path, content: bytes, *, executable: bool = False, private: bool = False) -> None:
    """A new file, with the mode that the user's umask leaves; a private one is for the user alone."""
    mode = 0o600 if private else 0o777 if executable else 0o666
    with os.fdopen(os.open(path, _CREATE, mode), "wb") as stream:
        stream.write(content)


def sync(paths: Sequence[Path]) -> None:
    """Returns when these files and folders are on the disk."""
    if len(paths) < _MANY or not _sync_together(paths):
        _sync_all(paths)


def _sync_together(paths: Sequence[Path]) -> bool:
    """Whether it could be done: where processes are held to few threads, as in small containers, it cannot."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_THREADS) as pool:
        try:
            done = pool.map(_sync_all, (paths[first::_THREADS] for first in range(_THREADS)))
        except RuntimeError:  # no new thread
            return False
        for _ in done:
            pass
    return True


def _sync_all(paths: Iterable[Path]) -> None:
    for path in paths:
        _sync(path)


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows has nothing of the kind for folders.
    descriptor = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace(path: Path, content: bytes, draft: Path) -> None:
    """The whole file at once, by way of `draft` on the same file system, which a crash may have left."""
    draft.unlink(missing_ok=True)
    try:
        create(draft, content)
        sync([draft])
        draft.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
    sync([path.parent])
