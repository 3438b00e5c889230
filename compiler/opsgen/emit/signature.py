"""Proof that this machine wrote a journal: a keyed digest whose key is outside every checkout.

A checkout can hold anything that its authors committed, also a journal. So a journal is only used if it carries an HMAC
made with the user's own key, for this very output folder.
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
"""Bytes of a key."""
_NONE = b"-" * 2 * SIZE


class ForeignError(Exception):
    """A text that nobody with a key of this user wrote for this folder."""


def sign(text: bytes, folder: Path) -> bytes:
    """The text with its seal in a first line. Where the user has no safe place for a key, the seal is empty."""
    key = next(_made(folder), None)
    return b"\n".join((_NONE if key is None else _digest(key, text, folder), text))


def verified(sealed: bytes, folder: Path) -> bytes:
    """The text without its seal. Raises ForeignError unless the seal is of this user and for this folder."""
    found, _, text = sealed.partition(b"\n")
    if not any(hmac.compare_digest(found, _digest(key, text, folder)) for key in _known(folder)):
        raise ForeignError
    return text


def _digest(key: bytes, text: bytes, folder: Path) -> bytes:
    """The device is left out: its number may change when the machine restarts, as after the crash to recover from."""
    real = folder.resolve()
    place = f"opsgen journal\0{real}\0{real.stat().st_ino}\0".encode(errors="surrogateescape")
    return hmac.new(key, place + text, hashlib.sha256).hexdigest().encode()


def _known(folder: Path) -> Iterator[bytes]:
    """The keys that the user has."""
    for place in _places(folder):
        key = _read(place)
        if key:
            yield key


def _made(folder: Path) -> Iterator[bytes]:
    """The keys that the user has or can have; each is made when it is asked for."""
    for place in _places(folder):
        with contextlib.suppress(OSError):
            key = _read(place) or _make(place)
            if key:
                yield key


def _places(folder: Path) -> Iterator[Path]:
    """The folders for a key, best first, without those that come with the checkout that is built in."""
    checkout = _checkout(folder.resolve())
    for place in (_state(), Path(tempfile.gettempdir(), f"opsgen-{os.getuid()}") if os.name == "posix" else None):
        if place is not None and place.is_absolute() and not place.resolve().is_relative_to(checkout):
            yield place


def _state() -> Path | None:
    """Where the user's programs keep what outlasts a run."""
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA", "")
    else:
        home = os.environ.get("HOME", "")
        base = os.environ.get("XDG_STATE_HOME") or (f"{home}/.local/state" if home else "")
    return Path(base, "opsgen") if base else None


def _checkout(folder: Path) -> Path:
    """The checkout that a folder is in, the outermost of several; without one, the folder itself."""
    return next((each for each in reversed((folder, *folder.parents)) if os.path.lexists(each / ".git")), folder)


def _read(place: Path) -> bytes | None:
    """The key in a folder; None where there is none, or where others can read or replace it."""
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
    """A new key, or the one that another process made meanwhile."""
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
    """A link replaces nothing, so that all processes end with the same key."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        if _read(path.parent) is None and path.is_file():
            draft.replace(path)  # It is torn, or others can read it.
    except OSError:  # Not every file system has links.
        draft.replace(path)
