"""Why a CSV file cannot be read, found out when it could not, so that the message names the line."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 1 << 16
"""How many bytes of a file are looked at before it is read."""
LINES = 1_000_000
"""How many lines are searched for the one that is wrong."""
FIELD = 1 << 24
"""How many characters a field may have."""
WIDE = (b"\xff\xfe", b"\xfe\xff")


def opened(path: Path) -> BinaryIO:
    """The file's bytes, uncompressed."""
    return cast("BinaryIO", gzip.open(path) if path.suffix == ".gz" else path.open("rb"))


def head(path: Path) -> bytes:
    """The beginning of a file. Raises `OSError` where there is nothing to be read."""
    try:
        with opened(path) as file:
            return file.read(HEAD)
    except (EOFError, zlib.error) as error:
        raise OSError(0, f"it is no whole gzip file: {error}") from None


def of_text(data: bytes) -> str | None:
    """What keeps the beginning of a file from being text in UTF-8."""
    if data.startswith(WIDE):
        return "it is UTF-16, and data is read as UTF-8; convert it, as by: iconv -f utf-16 -t utf-8"
    if b"\0" in data:
        return "it is no text: it holds NUL characters"
    return None


def of_csv(path: Path, delimiter: str) -> str | None:
    """What is wrong with the first line that is wrong; None where nothing was found."""
    try:
        with opened(path) as file:
            return _first(io.TextIOWrapper(file, encoding="utf-8-sig", newline=""), delimiter)
    except UnicodeDecodeError:
        return f"{_line_of_other(path)} is not UTF-8; convert the file, as by: iconv -f latin1 -t utf-8"
    except (OSError, EOFError, zlib.error) as error:
        return str(getattr(error, "strerror", None) or error)


def _first(text: io.TextIOWrapper, delimiter: str) -> str | None:
    csv.field_size_limit(FIELD)
    rows = csv.reader(text, delimiter=delimiter, strict=True)
    try:
        wanted = len(next(rows, []))
        for row in rows:
            if row and len(row) != wanted:
                fields = f"{len(row)} field{'s' * (len(row) != 1)}"
                return f"line {rows.line_num:,} has {fields}, and the first line {wanted}"
            if rows.line_num > LINES:
                return None
    except csv.Error as error:
        return f"line {rows.line_num:,} is no CSV: {error}"
    return None


def _line_of_other(path: Path) -> str:
    """The first line that is not UTF-8."""
    with opened(path) as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return f"line {number:,}"
    return "some line"
