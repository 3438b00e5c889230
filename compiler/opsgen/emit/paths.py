"""Decide which paths are allowed, by their text only, so that the answer is the same on every machine."""

from __future__ import annotations

import functools
import os
import re
import unicodedata
from typing import TYPE_CHECKING

from opsgen.source.access import GIT_NAMES, OWN_NAMES, folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

OWN_FOLDER = ".opsgen"

_FOR_GITHUB = re.compile(r"workflows/[^/]+\.(?:yml|sh)|actions/[^/]+/action\.yml|CODEOWNERS", re.DOTALL)
_MAX_NAME_BYTES = 255
# https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\..*)?", re.IGNORECASE | re.DOTALL)
_RESERVED_ON_WINDOWS = frozenset('<>:"|?*')


def ancestors(path: str) -> Iterator[str]:
    """Yield the folders above a path, outermost first: `a` and `a/b` for `a/b/c`."""
    end = path.find("/")
    while end != -1:
        yield path[:end]
        end = path.find("/", end + 1)


def is_outside(path: str) -> bool:
    """Whether a path leads out of the output folder, as those of workflows in the root of the repository do."""
    return path.startswith("../")


def path_problem(path: str, outside: str | None = None) -> str | None:
    """Return why an artifact cannot have this path, or None if it can.

    `outside` is the one folder outside of the output folder that workflows and actions go to, such as `../../.github`.
    """
    if outside and path.startswith(f"{outside}/"):
        path = path.removeprefix(f"{outside}/")
        if not _FOR_GITHUB.fullmatch(path):
            return "is outside of the output folder, and not one that GitHub reads there"
    if not path:
        return "is empty"
    if path.startswith("/"):
        return "is absolute"
    if path.startswith("~"):
        return "starts with `~`"
    if "\\" in path:
        return "contains a backslash"
    parts = path.split("/")
    return next((found for part in parts if (found := _name_flaw(part))), None) or _folder_flaw(parts)


@functools.cache  # Most paths share a few folders.
def _name_flaw(name: str) -> str | None:
    if name in {"", ".", ".."}:
        return f"contains the part `{name}`"
    if (odd := _unprintable(name)) is not None:
        return f"contains the character U+{ord(odd):04X}"
    if reserved := sorted(_RESERVED_ON_WINDOWS.intersection(name)):
        return f"contains `{reserved[0]}`, which Windows reserves"
    if name.endswith((".", " ")):
        return "contains a name that ends in a dot or a space, which Windows removes"
    if _DEVICE.fullmatch(name):
        return f"contains `{name}`, which is a device on Windows"
    return _encoding_flaw(name)


def _unprintable(name: str) -> str | None:
    """Return the first control, format, surrogate, private or unassigned character, or line separator."""
    if name.isascii() and name.isprintable():
        return None
    return next((char for char in name if unicodedata.category(char)[0] == "C" or char in "\u2028\u2029"), None)


def _encoding_flaw(name: str) -> str | None:
    if len(name.encode()) > _MAX_NAME_BYTES:
        return f"contains a name of over {_MAX_NAME_BYTES} bytes"
    try:
        os.fsencode(name)
    except UnicodeEncodeError:
        return "contains characters that are invalid in file names in this locale"
    return None


def _folder_flaw(parts: list[str]) -> str | None:
    names = [folded(part) for part in parts]
    if not GIT_NAMES.isdisjoint(names):
        return "is inside `.git`"
    if names[0] in OWN_NAMES:
        return f"is inside `{OWN_FOLDER}`, where opsgen keeps its own files"
    return None


def collisions(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield pairs of paths, the later one first, that cannot both be files on every machine."""
    files: dict[str, str] = {}
    folders: dict[str, tuple[str, str]] = {}
    for path in paths:
        other = files.get(folded(path)) or folders.get(folded(path), ("", None))[1]
        for folder in ancestors(path):
            spelling, owner = folders.setdefault(folded(folder), (folder, path))
            other = other or files.get(folded(folder)) or (owner if spelling != folder else None)
        files.setdefault(folded(path), path)
        if other:
            yield path, other
