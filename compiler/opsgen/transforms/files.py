"""Files of SQL in the project's folder, each read once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.checks.sql import LONGEST
from opsgen.source.characters import quote_path
from opsgen.source.codes import NOT_A_FILE
from opsgen.source.paths import below, resolved, within
from opsgen.source.read import read
from opsgen.source.text import FileError, Source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


LARGEST = 4 * LONGEST
"""How many bytes a file may have."""


class UnusableError(Exception):
    """A file that holds no SQL that could be judged."""

    def __init__(self, message: str, help_: str) -> None:
        super().__init__(message)
        self.message = message
        self.help = help_


class Files:
    """Reads files by their paths from the project's folder, and nothing outside of it."""

    def __init__(self, folder: Path, at_hand: Mapping[Path, bytes]) -> None:
        self.contents: dict[str, bytes] = {}
        """The bytes of each file that was looked for; none of one that could not be read."""
        self.sources: dict[str, Source] = {}
        """Each text, by its file's name in spans."""
        self._folder = str(resolved(folder))
        self._shown = below(folder) or folder.as_posix()
        self._at_hand = {str(real): data for real, data in at_hand.items()}
        self._read: dict[str, Source | UnusableError] = {}

    def source(self, path: str) -> Source:
        """The text of a file. Raises UnusableError."""
        if path not in self._read:
            self.contents[path] = b""
            try:
                self._read[path] = self._source(path)
            except UnusableError as error:
                self._read[path] = error
        found = self._read[path]
        if isinstance(found, UnusableError):
            raise found
        return found

    def _source(self, path: str) -> Source:
        data = self._data(path)
        if len(data) > LARGEST:
            message = f"{quote_path(path)} has {len(data):,} bytes, and SQL has at most {LONGEST:,} characters"
            raise UnusableError(message, "make the dataset in steps, or by a `command`")
        self.contents[path] = data
        try:
            text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError as error:
            message = f"{quote_path(path)} is not UTF-8: it goes wrong at byte {error.start}"
            raise UnusableError(message, "save it as UTF-8") from None
        if not text.strip():
            raise UnusableError(f"{quote_path(path)} is empty", "write one SELECT over the transform's inputs into it")
        source = Source(path if self._shown == "." else f"{self._shown}/{path}", text)
        self.sources[source.file] = source
        return source

    def _data(self, path: str) -> bytes:
        real = within(path, self._folder)
        if real is None:
            message = f"{quote_path(path)} leads out of the project's folder through a link"
            raise UnusableError(message, "move the file into the project: what runs must be what was reviewed")
        if real in self._at_hand:
            return self._at_hand[real]
        try:
            return read(real, path)
        except FileError as error:
            if error.diagnostic.code == NOT_A_FILE.code:
                raise UnusableError(f"{quote_path(path)} is no file", "name a file with one SELECT") from None
            raise UnusableError(error.diagnostic.message, error.diagnostic.help[0]) from None
