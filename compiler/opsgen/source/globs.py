"""The files that match a glob. Even with cycles of links, each folder is listed at most once per part of the glob."""

from __future__ import annotations

import os
import re
from fnmatch import fnmatch
from typing import TYPE_CHECKING, NamedTuple

from opsgen.source import codes
from opsgen.source.access import may_read, real_path
from opsgen.source.characters import quote_path
from opsgen.source.limits import MAX_LISTED_FOLDERS
from opsgen.source.paths import PathError, inside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_GLOB = r"[*?\[]"


class TooManyFoldersError(Exception):
    """Globs would list too many folders."""


class _Place(NamedTuple):
    """A folder that was reached with a part of the glob."""

    real: str
    """Its path with links resolved."""
    names: tuple[str, ...]
    """Its path as the glob reached it, with links."""
    part: int
    """The index of the part of the glob that its entries must match."""


def is_glob(path: str) -> bool:
    """Whether a path is a glob."""
    return bool(re.search(_GLOB, path))


def meant(path: str, includer: str, root: Path, globs: Globs) -> list[str]:
    """Return the files that match a path or glob from the folder `root`. A glob excludes the file that contains it."""
    if not is_glob(path):
        return [path]
    matches = [match for match in _matches(path, root, globs) if match != includer]
    if not matches:
        message = f"the glob {quote_path(path)} matches no file"
        raise PathError(codes.INCLUDE_MATCHES_NOTHING, message, "check it for a typo, or remove it")
    return matches


def _matches(path: str, root: Path, globs: Globs) -> list[str]:
    """Return the files that match a glob, except hidden ones, sorted by name."""
    parts = path.split("/")
    # Python's own globs read `a**` differently by version. Most people mean `a*`.
    if any("**" in part and part != "**" for part in parts):
        message = "a `**` in a glob matches whole folders, but here it is a part of a name"
        raise PathError(codes.INCLUDE_PATH, message, "write a single `*` for a part of a name")
    fixed = next(index for index, part in enumerate(parts) if is_glob(part))
    inside("/".join(parts[:fixed]), root)
    try:
        return globs.matches(path)
    except TooManyFoldersError:
        message = f"with the glob {quote_path(path)}, this spec searches more than {MAX_LISTED_FOLDERS:,} folders"
        raise PathError(codes.TOO_MUCH_INCLUDED, message, "name the folder that the files are in") from None


class Globs:
    """Finds the files below a folder that match globs."""

    def __init__(self, root: str) -> None:
        """Start at `root`, a path without links."""
        self._root = root
        self._found: dict[str, list[str]] = {}
        self._listed = 0

    def matches(self, pattern: str) -> list[str]:
        """Return the files that match a glob, sorted by name. Raises TooManyFoldersError.

        Hidden files and folders are excluded. A `**` follows no links. Other parts follow links inside the root,
        and the last folder may be a link out of it, so that its files can be reported.
        """
        if pattern not in self._found:
            parts = tuple(pattern.split("/"))
            parts = (*parts, "*") if parts[-1] == "**" else parts
            fixed = next(index for index, part in enumerate(parts) if is_glob(part))
            start = may_read("/".join(parts[:fixed]), self._root)
            self._found[pattern] = (
                [] if start is None else sorted(self._walk(_Place(start, parts[:fixed], fixed), parts))
            )
        return self._found[pattern]

    def _walk(self, start: _Place, parts: tuple[str, ...]) -> Iterator[str]:
        """Walk depth-first, by name. A folder with several links counts where it is reached first."""
        seen: set[tuple[str, int]] = set()
        waiting = [start]
        while waiting:
            place = waiting.pop()
            if (place.real, place.part) in seen:
                continue
            seen.add((place.real, place.part))
            entries = self._entries(place.real)
            if place.part == len(parts) - 1:
                yield from ("/".join((*place.names, each.name)) for each in entries if _is_match(each, parts[-1]))
            else:
                waiting += reversed(list(_below(place, entries, parts, self._root)))

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        """Return the entries of a folder, except hidden ones; none if it cannot be listed."""
        self._listed += 1
        if self._listed > MAX_LISTED_FOLDERS:
            raise TooManyFoldersError
        try:
            with os.scandir(folder) as found:
                return sorted((entry for entry in found if entry.name[0] != "."), key=lambda entry: entry.name)
        except OSError:
            return []


def _below(place: _Place, entries: list[os.DirEntry[str]], parts: tuple[str, ...], root: str) -> Iterator[_Place]:
    """Yield the folders in which the next part of the glob, or the same `**` again, continues."""
    part = parts[place.part]
    if part == "**":
        yield place._replace(part=place.part + 1)
    for entry in entries:
        names = (*place.names, entry.name)
        if part == "**":
            if _is_folder(entry, follow=False):
                yield _Place(entry.path, names, place.part)
        elif fnmatch(entry.name, part) and _is_folder(entry):
            is_last = place.part + 2 == len(parts)
            real = _behind(entry, "/".join(names), root, report=is_last) if entry.is_symlink() else entry.path
            if real is not None:
                yield _Place(real, names, place.part + 1)


def _behind(link: os.DirEntry[str], path: str, root: str, *, report: bool) -> str | None:
    """Return the target folder of a link. Outside the root, its files are only found to be refused."""
    return may_read(path, root) or (real_path(link.path) if report else None)


def _is_match(entry: os.DirEntry[str], part: str) -> bool:
    return fnmatch(entry.name, part) and not _is_folder(entry)


def _is_folder(entry: os.DirEntry[str], *, follow: bool = True) -> bool:
    try:
        return entry.is_dir(follow_symlinks=follow)
    except OSError:  # A link to itself.
        return False
