"""Sign journals, to prove that this user's build wrote them: an HMAC whose key is outside every checkout.

A checkout can contain anything that its authors committed, including a journal. A journal is therefore used only if it
has an HMAC with the user's key for this output folder. Otherwise, a pull request could replace files of the user.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from opsgen.emit import fsync

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEY = "journal.key"
SIZE = 32
"""The number of bytes of a key."""
_NONE = b"-" * 2 * SIZE


class ForeignError(Exception):
    """The text was not signed with a key of this user for this folder."""


def sign(text: bytes, folder: Path) -> bytes:
    """Return the text after a line with its signature. Without a safe place for a key, that line never matches."""
    key = next(_made(folder), None)
    return b"\n".join((_NONE if key is None else _digest(key, text, folder), text))


def verified(sealed: bytes, folder: Path) -> bytes:
    """Return the text without its signature. Raises ForeignError unless this user signed it for this folder."""
    found, _, text = sealed.partition(b"\n")
    # A comparison that stops at the first difference would reveal how much of a guessed signature is right.
    if not any(hmac.compare_digest(found, _digest(key, text, folder)) for key in _known(folder)):
        raise ForeignError
    return text


def _digest(key: bytes, text: bytes, folder: Path) -> bytes:
    """Sign with the folder's path and inode. Its device number may change when the machine restarts after a crash."""
    real = folder.resolve()
    place = f"opsgen journal\0{real}\0{real.stat().st_ino}\0".encode(errors="surrogateescape")
    return hmac.new(key, place + text, hashlib.sha256).hexdigest().encode()


def _known(folder: Path) -> Iterator[bytes]:
    """Yield the existing keys of the user."""
    for place in _places(folder):
        key = _read(place)
        if key:
            yield key


def _made(folder: Path) -> Iterator[bytes]:
    """Yield the keys of the user; a missing one is created when it is needed."""
    for place in _places(folder):
        with contextlib.suppress(OSError):
            key = _read(place) or _make(place)
            if key:
                yield key


def _places(folder: Path) -> Iterator[Path]:
    """Yield the folders for a key, best first. None is inside the checkout, whose authors could commit a key."""
    checkout = _checkout(folder.resolve())
    for place in (state_folder(), Path(tempfile.gettempdir(), f"opsgen-{os.getuid()}") if os.name == "posix" else None):
        if place is not None and place.is_absolute() and not place.resolve().is_relative_to(checkout):
            yield place


def state_folder() -> Path | None:
    """Return the user's folder for state of programs (XDG_STATE_HOME, or LOCALAPPDATA on Windows)."""
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA", "")
    else:
        home = os.environ.get("HOME", "")
        base = os.environ.get("XDG_STATE_HOME") or (f"{home}/.local/state" if home else "")
    return Path(base, "opsgen") if base else None


def _checkout(folder: Path) -> Path:
    """Return the outermost checkout around a folder, or the folder itself if there is none."""
    return next((each for each in reversed((folder, *folder.parents)) if os.path.lexists(each / ".git")), folder)


def _read(place: Path) -> bytes | None:
    """Return the key in a folder; None if there is none, or if other users can read or replace it."""
    # In a shared folder for temporary files, another user could place a link or a pipe with this name.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        if not _is_own(os.lstat(place), stat.S_ISDIR, stat.S_IWGRP | stat.S_IWOTH):
            return None
        with open(os.open(place / KEY, flags), "rb") as file:  # noqa: PTH123 - a descriptor
            is_own = _is_own(os.fstat(file.fileno()), stat.S_ISREG, stat.S_IRWXG | stat.S_IRWXO)
            key = file.read(SIZE + 1) if is_own else b""
    except OSError:
        return None
    return key if len(key) == SIZE else None


def _is_own(status: os.stat_result, is_kind: Callable[[int], bool], for_others: int) -> bool:
    if not is_kind(status.st_mode):
        return False
    return os.name == "nt" or (status.st_uid == os.getuid() and not status.st_mode & for_others)


def _make(place: Path) -> bytes | None:
    """Create a key, or return the one that another process created meanwhile."""
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _is_own(os.lstat(place), stat.S_ISDIR, stat.S_IWGRP | stat.S_IWOTH):
        return None
    draft = place / f".{KEY}.{os.getpid()}.{secrets.token_hex(4)}"
    fsync.create(draft, secrets.token_bytes(SIZE), private=True)
    try:
        fsync.sync([draft])
        _put(draft, place / KEY)
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
    return _read(place)


def _put(draft: Path, path: Path) -> None:
    """Rename the draft by a hard link, which replaces no file, so that concurrent processes end with the same key."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        if _read(path.parent) is None and path.is_file():
            draft.replace(path)  # The key is incomplete, or others can read it.
    except OSError:  # Not every file system supports hard links.
        draft.replace(path)
