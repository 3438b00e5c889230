"""A digest of everything that a result depends on: the code, and the files that it read."""

from __future__ import annotations

import os
import stat
import sys

import opsgen

try:
    from _blake2 import blake2b  # `hashlib` would load OpenSSL, which takes longer than the whole fingerprint.
except ImportError:
    from hashlib import blake2b

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

LARGEST = 64 << 20
"""The maximum size of all files together, in bytes. Lint refuses larger specs."""
MOST_FOLDERS = 10_000
"""The maximum number of folders to list for a glob. With more, linting again is hardly slower."""
_SITE = ("site-packages", "dist-packages")
_ZONES = ("/usr/share/zoneinfo", "/usr/share/zoneinfo/tzdata.zi", "/usr/lib/zoneinfo", "/etc/zoneinfo")
"""The system's time zone rules. Updates change them, and results such as DST warnings depend on them."""
_GLOB = frozenset("*?[")
_CLOCK = 2
"""The tolerance for clocks of file systems, in seconds: some are coarse, others late."""


def digest(parts: Iterable[str | bytes]) -> str:
    """Return the digest of the parts."""
    hasher = blake2b(digest_size=32)
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        # With lengths, two lists of parts have the same digest only if they are equal: `ab, c` differs from `a, bc`.
        hasher.update(b"%d:" % len(data))
        hasher.update(data)
    return hasher.hexdigest()


class UnknownError(Exception):
    """It cannot be decided whether something has changed, so nothing is cached."""


class FileRead:
    """The inputs of a run: the bytes of files by path (None means no file), and the time at which it started."""

    def __init__(self, contents: Mapping[str, bytes | None], since: float) -> None:
        self.contents = contents
        self.since = since


def fingerprint(folder: str, paths: Collection[str], globs: Collection[str], read: FileRead | None = None) -> str:
    """Return the digest of the code, of files below a folder (or their absence), and of names that globs may match.

    `read` has the contents that a run has just read. Without it, the files are read now.
    """
    contents = read.contents if read else {}
    names = _listings(folder, sorted(globs), read.since if read else None)
    try:
        return digest([*_code(), *_files(folder, sorted(paths), contents), *names])
    except UnicodeEncodeError as error:
        raise UnknownError(error.object) from error  # The file system cannot have such a name.


def _code() -> Iterator[str]:
    """Yield the versions of opsgen and its dependencies, and the times at which packages were installed or edited."""
    yield from (opsgen.__version__, sys.version, sys.prefix, os.environ.get("PYTHONTZPATH", ""))
    yield from map(_time, _ZONES)
    # The first entry is the folder of the program; with `python -m`, it is the current folder, which differs by run.
    for folder in sys.path if sys.flags.safe_path else sys.path[1:]:
        yield from (folder, _time(folder))
        if os.path.basename(folder) in _SITE:
            yield from _installed(folder)
    package = opsgen.__path__[0]
    if os.path.basename(os.path.dirname(package)) not in _SITE:  # In a checkout, any file may be edited.
        yield from _times(package)
        yield from _times(f"{package}/../../templates")


def _time(path: str) -> str:
    try:
        return str(os.stat(path).st_mtime_ns)
    except OSError:
        return ""


def _installed(folder: str) -> list[str]:
    """Return the names and versions of packages. Times do not suffice: an image may set all of them to one value."""
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
    """Return the content of a regular file, or None if there is none."""
    try:
        status = os.stat(path)  # Opening a device or a pipe may block or have effects, so check the type first.
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
            raise UnknownError(glob)  # `**` can match at any depth.
        yield glob
        yield from _names(os.path.join(folder, *parts[:fixed]), len(parts) - fixed, since, _Walk(root))


class _Walk:
    """A walk through folders that ends even if links form a cycle."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.seen: set[tuple[str, int]] = set()
        """The listed folders with links resolved, each with its remaining depth."""


def _names(folder: str, depth: int, since: float | None, walk: _Walk) -> Iterator[str]:
    """Yield the names in a folder down to a depth, except hidden ones, which globs do not match.

    Behind a link out of the project, a glob reads only the names in that folder.
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
            raise UnknownError(folder)  # It may have changed after the glob was expanded.
        with os.scandir(real) as found:
            entries = sorted((entry for entry in found if entry.name[0] != "."), key=lambda entry: entry.name)
    except OSError as error:
        raise UnknownError(folder) from error
    for entry in entries:
        is_folder = entry.is_dir()
        yield f"{entry.name}/" if is_folder else entry.name
        if is_folder and depth > 1:
            yield from _names(entry.path, depth - 1, since, walk)
