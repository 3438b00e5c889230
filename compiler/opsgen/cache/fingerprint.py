"""One short text for all that a result depends on: the code, and what it read."""

from __future__ import annotations

import os
import stat
import sys

import opsgen

try:
    from _blake2 import blake2b  # hashlib, whose this is, would load all of OpenSSL
except ImportError:
    from hashlib import blake2b

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

LARGEST = 64 << 20
"""How many bytes files may have together; more would have been refused."""
MOST_FOLDERS = 10_000
"""How many folders may be listed for a glob; where there are more, linting is not much slower."""
_SITE = ("site-packages", "dist-packages")
_ZONES = ("/usr/share/zoneinfo", "/usr/share/zoneinfo/tzdata.zi", "/usr/lib/zoneinfo", "/etc/zoneinfo")
"""Where systems keep the rules of time zones, which their updates change."""
_GLOB = frozenset("*?[")
_CLOCK = 2
"""By how many seconds the clocks of file systems may be behind or coarse."""


def digest(parts: Iterable[str | bytes]) -> str:
    """The same for the same parts, and for no others."""
    hasher = blake2b(digest_size=32)
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        hasher.update(b"%d:" % len(data))
        hasher.update(data)
    return hasher.hexdigest()


class UnknownError(Exception):
    """There is something of which it cannot be told whether it is still the same."""


class FileRead:
    """What a run has read: the bytes of files by their paths, None where there was no file, and when it began."""

    def __init__(self, contents: Mapping[str, bytes | None], since: float) -> None:
        self.contents = contents
        self.since = since


def fingerprint(folder: str, paths: Collection[str], globs: Collection[str], read: FileRead | None = None) -> str:
    """Of the code, of these files below a folder, whether they are there or not, and of all names globs may match.

    `read` is what was read a moment ago; without it, the files are read now.
    """
    contents = read.contents if read else {}
    names = _listings(folder, sorted(globs), read.since if read else None)
    try:
        return digest([*_code(), *_files(folder, sorted(paths), contents), *names])
    except UnicodeEncodeError as error:
        raise UnknownError(error.object) from error  # The system has no such name.


def _code() -> Iterator[str]:
    """opsgen and what it is built on: their versions, and when packages were last installed, removed or edited."""
    yield from (opsgen.__version__, sys.version, sys.prefix, os.environ.get("PYTHONTZPATH", ""))
    yield from map(_time, _ZONES)
    # The first folder is that of the program, or, under `python -m`, the present one.
    for folder in sys.path if sys.flags.safe_path else sys.path[1:]:
        yield from (folder, _time(folder))
        if os.path.basename(folder) in _SITE:
            yield from _installed(folder)
    package = opsgen.__path__[0]
    if os.path.basename(os.path.dirname(package)) not in _SITE:  # a checkout, in which anything may be edited
        yield from _times(package)
        yield from _times(f"{package}/../../templates")


def _time(path: str) -> str:
    try:
        return str(os.stat(path).st_mtime_ns)
    except OSError:
        return ""


def _installed(folder: str) -> list[str]:
    """The names of packages with their versions. An image may give all that it holds one time."""
    try:
        return sorted(name for name in os.listdir(folder) if name.endswith("-info"))
    except OSError:
        return []


def _times(folder: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name != "__pycache__":
            status = entry.stat()
            yield from (entry.name, str(status.st_mtime_ns), str(status.st_size))
            if entry.is_dir():
                yield from _times(entry.path)


def _files(folder: str, paths: list[str], contents: Mapping[str, bytes | None]) -> Iterator[str | bytes]:
    room = LARGEST
    for path in paths:
        whole = os.path.join(folder, path)
        content = contents[path] if path in contents else _content(whole, room)
        yield from (path, os.path.realpath(whole), "" if content is None else "there", content or b"")
        room -= len(content or b"")


def _content(path: str, room: int) -> bytes | None:
    """What is in a plain file; None where there is none."""
    try:
        status = os.stat(path)  # A look before opening, which can do things to a device.
        if not stat.S_ISREG(status.st_mode) or status.st_size > room:
            raise UnknownError(path)
        with open(path, "rb") as file:
            return file.read(room)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UnknownError(path) from error


def _listings(folder: str, globs: list[str], since: float | None) -> Iterator[str]:
    root = os.path.realpath(folder)
    for glob in globs:
        parts = glob.split("/")
        fixed = next((index for index, part in enumerate(parts) if not _GLOB.isdisjoint(part)), len(parts))
        if fixed == len(parts) or "**" in parts:
            raise UnknownError(glob)  # `**` could lead anywhere below.
        yield glob
        yield from _names(os.path.join(folder, *parts[:fixed]), len(parts) - fixed, since, _Walk(root))


class _Walk:
    """A walk through folders that no arrangement of links makes endless."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.seen: set[tuple[str, int]] = set()
        """The folders that were listed, links resolved, each with the depth that was left there."""


def _names(folder: str, depth: int, since: float | None, walk: _Walk) -> Iterator[str]:
    """What a folder holds to a depth, but for what is hidden, which no glob matches.

    A glob goes on behind a link out of the project for no more than the names in the folder there.
    """
    real = os.path.realpath(folder)
    is_inside = real == walk.root or real.startswith(walk.root.rstrip(os.sep) + os.sep)
    if (real, depth) in walk.seen or not (is_inside or depth == 1):
        yield real
        return
    walk.seen.add((real, depth))
    if len(walk.seen) > MOST_FOLDERS:
        raise UnknownError(folder)
    try:
        if since is not None and os.stat(real).st_mtime > since - _CLOCK:
            raise UnknownError(folder)  # It may have changed since the glob was looked at.
        with os.scandir(real) as found:
            entries = sorted((entry for entry in found if entry.name[0] != "."), key=lambda entry: entry.name)
    except OSError as error:
        raise UnknownError(folder) from error
    for entry in entries:
        is_folder = entry.is_dir()
        yield f"{entry.name}/" if is_folder else entry.name
        if is_folder and depth > 1:
            yield from _names(entry.path, depth - 1, since, walk)
