"""Small records of earlier runs in the user's cache folder. Any error there means that there is no record."""

from __future__ import annotations

import os
import stat

from opsgen.cache.fingerprint import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

LARGEST = 1 << 20
"""The maximum size of a record in bytes."""
_ENCODING = ("utf-8", "surrogatepass")
"""The encoding of records. The encoding of the system may lack characters of messages, and differ between runs."""
MOST = 500
"""The maximum number of records. With more, the older half is deleted."""


def are_kept() -> bool:
    """Whether there is a cache folder, and OPSGEN_NO_CACHE does not disable it."""
    return os.path.isabs(_base()) and not os.environ.get("OPSGEN_NO_CACHE")


def read(name: str) -> list[str]:
    """Return the parts of a record; empty if there is no record."""
    folder = _folder()
    if folder is None:
        return []
    try:
        # O_NONBLOCK: a pipe with this name must not block lint.
        descriptor = os.open(f"{folder}/{name}", os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with open(descriptor, "rb") as file:
            is_plain = stat.S_ISREG(os.fstat(descriptor).st_mode)
            data = file.read(LARGEST + 1) if is_plain else b""
    except OSError:
        return []
    try:
        check, *parts = data.decode(*_ENCODING).split("\0") if len(data) <= LARGEST else [""]
    except UnicodeDecodeError:
        return []
    # The digest detects a record that was cut off or edited, which must not become a lint result.
    return parts if check == digest(parts) else []


def keep(name: str, parts: Sequence[str]) -> None:
    """Write a record atomically, replacing the one of the same name."""
    data = "\0".join([digest(parts), *parts]).encode(*_ENCODING)
    try:
        folder = _folder(make=True)
        if folder is None or len(data) > LARGEST:
            return
        _prune(folder)
        _write(f"{folder}/{name}", data)
    except OSError:
        pass


def _write(path: str, data: bytes) -> None:
    draft = f"{path}.{os.urandom(8).hex()}"
    try:
        with open(draft, "xb") as file:
            file.write(data)
        os.replace(draft, path)
    except BaseException:
        os.unlink(draft)
        raise


def _folder(*, make: bool = False) -> str | None:
    """Return the folder of the records; None if there is none, or if other users could write records there."""
    if not are_kept():
        return None
    folder = f"{_base()}/opsgen"
    if make:
        os.makedirs(folder, mode=0o700, exist_ok=True)
    try:
        status = os.lstat(folder)  # A link may lead to a folder in which others can write.
    except OSError:
        return None
    is_closed = stat.S_ISDIR(status.st_mode) and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    is_own = os.name == "nt" or (status.st_uid == os.getuid() and is_closed)
    return folder if is_own else None


def _base() -> str:
    """Return the user's cache folder (XDG_CACHE_HOME, or LOCALAPPDATA on Windows)."""
    if os.name == "nt":
        return os.environ.get("LOCALAPPDATA", "")
    home = os.environ.get("HOME", "")
    return os.environ.get("XDG_CACHE_HOME") or (f"{home}/.cache" if home else "")


def _prune(folder: str) -> None:
    with os.scandir(folder) as entries:
        ages = sorted((entry.stat(follow_symlinks=False).st_mtime, entry.path) for entry in entries)
    if len(ages) > MOST:
        for _, path in ages[: len(ages) // 2]:
            os.unlink(path)
