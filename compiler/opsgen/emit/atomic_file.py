"""Write a file so that it is complete or absent, even after a crash: write a draft, then rename it."""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from opsgen.emit import fsync

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SHOWN = 40
"""The number of characters of a file's name in the name of its draft, which would otherwise become too long."""
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_FOUND = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


@contextmanager
def atomic_file(path: Path, place: Path | None = None) -> Iterator[Path]:
    """Replace `path`, or the file `place`, by the draft that the block writes. On an error, the old file stays.

    Raises PermissionError if the old file is read-only.
    """
    refuse_read_only(path)
    with draft_of(path) as draft:
        yield draft
        fsync.sync([draft])
        draft.replace(place or path)


@contextmanager
def created(path: Path) -> Iterator[Path]:
    """Create `path` from the draft that the block writes. Raises FileExistsError if the file exists."""
    clear(path)  # A process may have been killed after it created the file and before it deleted the draft.
    _refuse_existing(path)
    with draft_of(path) as draft:
        yield draft
        fsync.sync([draft])
        try:
            # A rename would replace a file that another process has created meanwhile. A link fails instead.
            path.hardlink_to(draft)
        except FileExistsError:
            raise
        except OSError:  # Not every file system supports hard links.
            _refuse_existing(path)
            draft.rename(path)


@contextmanager
def draft_of(path: Path) -> Iterator[Path]:
    """Create an empty draft next to `path`. It is deleted at the end, unless the block has moved it."""
    clear(path)
    draft, descriptor = _hold(path)
    try:
        yield draft
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        os.close(descriptor)


def refuse_read_only(path: Path) -> None:
    """Raise PermissionError if a file is read-only. The system would allow to replace it in a writable folder."""
    with suppress(FileNotFoundError):
        if not path.stat().st_mode & 0o222 or not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def clear(path: Path) -> None:
    """Delete the drafts of `path` that killed processes left, if permissions allow it."""
    is_draft = re.compile(rf"\.{re.escape(path.name[:_SHOWN])}\.[0-9a-f]{{16}}\.new").fullmatch
    with suppress(OSError), os.scandir(path.parent) as entries:
        for entry in entries:
            if is_draft(entry.name):
                _remove_abandoned(entry.path)


def _refuse_existing(path: Path) -> None:
    if os.path.lexists(path):
        raise FileExistsError(f"{path} exists")


def _hold(path: Path) -> tuple[Path, int]:
    """Create a draft and lock it. The system releases the lock when the process ends, even if it is killed."""
    while True:
        draft = path.with_name(f".{path.name[:_SHOWN]}.{os.urandom(8).hex()}.new")
        try:
            descriptor = os.open(draft, _NEW, 0o666)
        except OSError as error:
            error.filename = str(path)  # The user knows the file, not its draft.
            raise
        if sys.platform == "win32":  # Windows neither moves nor deletes an open file.
            os.close(descriptor)
            return draft, os.open(os.devnull, os.O_RDONLY)
        _lock(descriptor, wait=True)
        if _is_at(draft, descriptor):
            return draft, descriptor
        os.close(descriptor)  # Another process deleted the draft as abandoned, before it was locked.


def _remove_abandoned(draft: str) -> None:
    """Delete a draft that no process has locked."""
    with suppress(OSError):
        descriptor = os.open(draft, _FOUND)
        try:
            if stat.S_ISREG(os.fstat(descriptor).st_mode) and _lock(descriptor) and _is_at(draft, descriptor):
                os.unlink(draft)  # noqa: PTH108
        finally:
            os.close(descriptor)


def _is_at(path: Path | str, descriptor: int) -> bool:
    try:
        return os.path.samestat(os.stat(path, follow_symlinks=False), os.fstat(descriptor))  # noqa: PTH116
    except FileNotFoundError:
        return False


if sys.platform == "win32":

    def _lock(_descriptor: int, *, wait: bool = False) -> bool:  # noqa: ARG001
        return False

else:
    import fcntl

    def _lock(descriptor: int, *, wait: bool = False) -> bool:
        """Lock a file. Returns whether that succeeded: some network file systems support no locks."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError:
            return False
        return True
