"""Read SQL files in the project's folder, each once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from opsgen.language.values import is_inline_sql
from opsgen.source.access import below, may_read, resolved
from opsgen.source.characters import quote_path
from opsgen.source.codes import NOT_A_FILE
from opsgen.source.read import read
from opsgen.source.text import FileError, Source
from opsgen.sql.safety import LONGEST

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from opsgen.diagnostics.model import Place, Span
    from opsgen.source.text import Range

LARGEST = 4 * LONGEST
"""The maximum size of a file in bytes."""


class UnusableError(Exception):
    """A file has no SQL that could be checked."""

    def __init__(self, message: str, help_: str) -> None:
        super().__init__(message)
        self.message = message
        self.help = help_


class Sql(NamedTuple):
    """The SQL of a transform."""

    text: str
    called: str
    """Its name in messages."""
    source: Source | None
    """Its file; None if it is inline in the spec."""

    def place(self, whole: Place, part: Range | None) -> tuple[Place, tuple[tuple[Span, str], ...]]:
        """Return the place of a finding about a part of it, and related places. `whole` is the place of `sql`."""
        if self.source is None:
            return whole._replace(part=part), ()
        return whole, ((self.source.span(part), "used here"),) if part else ()

    def column(self, name: str | None) -> Range:
        """Return the range of the last mention of a column that it returns, or its start for a missing column."""
        named = list(re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", self.text, re.IGNORECASE)) if name else []
        found = named[-1] if named else re.search(r"\S+", self.text)
        return found.span() if found else (0, 0)


class Files:
    """Reads files by their paths in the project's folder, and nothing outside it."""

    def __init__(self, folder: Path, overrides: Mapping[Path, bytes]) -> None:
        self.contents: dict[str, bytes] = {}
        """The bytes of each requested file; None if it could not be read."""
        self.sources: dict[str, Source] = {}
        """The text of each file, by its name in spans."""
        self._folder = str(resolved(folder))
        self._shown = below(folder) or folder.as_posix()
        self._at_hand = {str(real): data for real, data in overrides.items()}
        self._read: dict[str, Source | UnusableError] = {}

    def sql(self, given: str) -> Sql:
        """Return the SQL of a transform, from a file or inline. Raises UnusableError."""
        if is_inline_sql(given):
            return Sql(given, "the SQL", None)
        source = self.source(given)
        return Sql(source.text, quote_path(given), source)

    def source(self, path: str) -> Source:
        """Return the text of a file. Raises UnusableError."""
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
            raise UnusableError(message, "build the dataset in steps, or with a `command`")
        self.contents[path] = data
        try:
            text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError as error:
            message = f"{quote_path(path)} is not UTF-8 at byte {error.start}"
            raise UnusableError(message, "save it as UTF-8") from None
        if not text.strip():
            raise UnusableError(f"{quote_path(path)} is empty", "write one SELECT over the transform's inputs into it")
        source = Source(path if self._shown == "." else f"{self._shown}/{path}", text)
        self.sources[source.file] = source
        return source

    def _data(self, path: str) -> bytes:
        real = may_read(path, self._folder)
        if real is None:
            message = f"{quote_path(path)} is outside the project's folder, through a link"
            raise UnusableError(message, "move the file into the project, so that only reviewed SQL runs")
        if real in self._at_hand:
            return self._at_hand[real]
        try:
            return read(real, path)
        except FileError as error:
            if error.diagnostic.code == NOT_A_FILE.code:
                raise UnusableError(f"{quote_path(path)} is not a file", "name a file with one SELECT") from None
            raise UnusableError(error.diagnostic.message, error.diagnostic.help[0]) from None
