"""The output folder on the disk. Symbolic links are reported, never followed."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from opsgen.emit.paths import ancestors
from opsgen.emit.recorded import has_digest

if TYPE_CHECKING:
    from pathlib import Path


HEAD = 1024
"""The number of bytes in the head of a file."""


class EntryKind(StrEnum):
    ABSENT = "nothing"
    FILE = "a file"
    FOLDER = "a folder"
    LINK = "a symbolic link"
    SPECIAL = "a device, a pipe or a socket"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is at a path. If `path` is shorter than the requested one, it is what blocks it, such as a file."""

    path: str
    kind: EntryKind
    size: int = 0
    executable: bool = False
    identity: tuple[int, int] = (0, 0)


class Tree:
    """The files below `root`, and in one folder outside of it. Nothing is cached: each call reads the disk."""

    def __init__(self, root: Path, outside: str | None = None) -> None:
        self.root = root
        self.outside = outside
        """The folder outside of the root that workflows and actions go to, such as `../../.github`, if there is one."""
        self._prefix = f"{root}{os.sep}"

    def __truediv__(self, path: str) -> Path:
        return self.root / path

    def entry(self, path: str) -> Entry:
        for folder in ancestors(path):
            found = self._entry(folder)
            if found.kind is EntryKind.ABSENT:
                return Entry(path, EntryKind.ABSENT)
            if found.kind is not EntryKind.FOLDER:
                return found
        return self._entry(path)

    def _entry(self, path: str) -> Entry:
        try:
            status = os.lstat(self._prefix + path)
        except FileNotFoundError:
            return Entry(path, EntryKind.ABSENT)
        executable = bool(status.st_mode & stat.S_IXUSR)
        return Entry(path, _kind(status.st_mode), status.st_size, executable, (status.st_dev, status.st_ino))

    def file(self, path: str) -> Entry | None:
        """Return the regular file at a path, or None for anything else."""
        found = self.entry(path)
        return found if found.kind is EntryKind.FILE and found.path == path else None

    def digest(self, path: str) -> str | None:
        if not self.file(path):
            return None
        with (self / path).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def has_digest(self, path: str, recorded: str) -> bool:
        """Whether the file at a path is as the manifest records it."""
        return bool(self.file(path)) and has_digest((self / path).read_bytes(), recorded)

    def head(self, path: str) -> bytes:
        """Return the head of the file at a path."""
        with (self / path).open("rb") as stream:
            return stream.read(HEAD)

    def holds(self, path: str, content: bytes) -> bool:
        """Whether a file, of the same size, has this content."""
        with open(self._prefix + path, "rb", buffering=0) as stream:  # noqa: PTH123 - once for every artifact of a build
            return stream.read() == content

    def names(self, folder: str) -> list[str]:
        return sorted(f"{folder}/{name}" for name in os.listdir(self / folder))  # noqa: PTH208


def _kind(mode: int) -> EntryKind:
    if stat.S_ISREG(mode):
        return EntryKind.FILE
    if stat.S_ISDIR(mode):
        return EntryKind.FOLDER
    return EntryKind.LINK if stat.S_ISLNK(mode) else EntryKind.SPECIAL
