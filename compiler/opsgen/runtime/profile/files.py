"""Inspects files that the command line names: their paths, formats and CSV dialects."""

from __future__ import annotations

import os
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opsgen.diagnostics.suggest import listed
from opsgen.graph.formats import COMPRESSED, ENDINGS, uncompressed
from opsgen.runtime.engines.duckdb.decoded import likely_encoding, opened, python_name
from opsgen.runtime.engines.engine import UnreadableError
from opsgen.runtime.profile import failures
from opsgen.runtime.profile.csv_dialect import dialect
from opsgen.source.read import special
from opsgen.terminal.escape import visible

FORMATS = {**ENDINGS, ".tsv": "csv", ".txt": "csv"}
"""The endings that select a format here. The language knows fewer; files with other endings need `format`."""
HEAD = 1 << 16
"""How many bytes of a file are read to detect its dialect."""

_NUMBER = re.compile(r"[-+]?[0-9]*\.?[0-9]+([eE][-+]?[0-9]+)?")
_YEAR = re.compile(r"(19|20)[0-9]{2}")


class UnknownFileError(Exception):
    """An argument names no data file; the message says why."""


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file, or several files that one pattern matches."""

    shown: str
    """The argument on the command line."""
    path: Path
    """The absolute path, which may contain `*`."""
    format: str
    source: dict[str, Any]
    """The source keys that are needed to read it, without its path."""
    columns: tuple[str, ...] = ()
    """The names of the columns, if the file has no header."""

    @property
    def stem(self) -> str:
        """The file's name without its endings."""
        name = self.path.parent.name if self.path.name.startswith("*") else self.path.name
        return name.partition(".")[0].replace("*", "")

    def why(self) -> str | None:
        """Why the file cannot be read, if that is known."""
        if self.format != "csv" or "*" in str(self.path) or not _is_readable_here(self.path):
            return None
        return failures.of_csv(self.path, self.source)


def look(argument: str) -> DataFile:
    """The file that an argument names."""
    path = Path(os.path.abspath(Path(argument).expanduser()))  # noqa: PTH100  # links stay as they are
    first = _first(path, argument)
    format_ = _format(path, argument)
    if any(character in path.name for character in "\\\n"):
        raise UnknownFileError(f"rename {visible(argument)}: a path must not contain \\ or line breaks")
    if format_ != "csv" or not _is_readable_here(first):
        return DataFile(argument, path, format_, _declared(path, format_))
    encoding = _encoding(first, argument)
    text = _head(first, argument, encoding)
    found = dialect(text, "\t" if uncompressed(path.name).endswith(".tsv") else None)
    source = _declared(path, format_) | ({"encoding": encoding} if encoding != "utf-8" else {}) | found.source
    if _is_header(found.first):
        return DataFile(argument, path, format_, source)
    names = tuple(f"column_{number}" for number in range(1, len(found.first) + 1))
    return DataFile(argument, path, format_, {**source, "header": False}, names)


def in_folder(folder: Path) -> tuple[list[str], list[str]]:
    """The data files of a folder, and the names of everything else in it."""
    visible_ones = [path for path in sorted(folder.iterdir()) if path.name[0] != "."]
    data = [path for path in visible_ones if path.is_file() and _ending(path)]
    others = [path.name + "/" * path.is_dir() for path in visible_ones if path not in data]
    return list(map(str, data)), others


def _declared(path: Path, format_: str) -> dict[str, Any]:
    return {} if uncompressed(path.name).endswith(tuple(ENDINGS)) else {"format": format_}


def _ending(path: Path) -> str | None:
    return next((format_ for ending, format_ in FORMATS.items() if uncompressed(path.name).endswith(ending)), None)


def _first(path: Path, argument: str) -> Path:
    if "*" in argument:
        pattern = path.relative_to(path.anchor).as_posix()
        found = next((each for each in sorted(Path(path.anchor).glob(pattern)) if each.is_file()), None)
        if found is None:
            raise UnknownFileError(f"no file matches {visible(argument)}")
        return found
    if path.is_dir():
        raise UnknownFileError(f"{visible(argument)} is a folder; name its files, as in {visible(argument)}/*.parquet")
    if kind := special(path):
        raise UnreadableError(f"{visible(argument)} is {kind}, not a data file")
    if not path.is_file():
        raise UnknownFileError(f"there is no file {visible(argument)}")
    return path


def _format(path: Path, argument: str) -> str:
    found = _ending(path)
    if found is None or path.name.endswith(".bz2"):
        what = listed([*FORMATS, *(f"{next(iter(FORMATS))}{ending}" for ending in COMPRESSED[:2])], 20)
        raise UnknownFileError(f"{visible(argument)}: data is read from files whose name ends in {what}")
    return found


def _is_readable_here(path: Path) -> bool:
    return path.suffix != ".zst"


def _encoding(path: Path, argument: str) -> str:
    """The encoding of the whole file."""
    try:
        found = likely_encoding(path)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or f"it is not a complete gzip file: {error}"
        raise UnreadableError(f"{visible(argument)} cannot be read: {reason}") from None
    if found is None:
        raise UnreadableError(f"{visible(argument)} cannot be read: it is not text, it contains NUL characters")
    return found


def _head(path: Path, argument: str, encoding: str) -> str:
    """The beginning of a CSV file, in whole lines."""
    with opened(path) as file:
        data = file.read(HEAD)
    if not data.strip():
        raise UnreadableError(f"{visible(argument)} is empty: it has no header")
    text = data.decode(python_name(encoding), errors="replace")
    return text if len(data) < HEAD else text[: text.rfind("\n") + 1] or text


def _is_header(row: list[str]) -> bool:
    """Whether the first row is a header: numbers are not names, except years after a first name."""
    numbers = [cell.strip() for cell in row if _NUMBER.fullmatch(cell.strip())]
    years = [cell for cell in numbers if _YEAR.fullmatch(cell)]
    return not numbers or (len(years) == len(numbers) < len(row) and len(set(years)) == len(years) > 1)
