"""Detects the dialect of a CSV file: the source keys that are needed to read it.

They are derived from the beginning of the file. Reading the whole file with them shows whether they fit the rest.
"""

from __future__ import annotations

import csv
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

DELIMITERS = (",", ";", "\t", "|")
QUOTES = (('"', None), ('"', "\\"), ("'", None), ("'", "\\"))
"""Pairs of quote and escape characters, the most common first."""
COMMENT = "#"
ROWS = 1000
"""How many records are examined."""


class Dialect(NamedTuple):
    """The source keys, and the first record, which may be a header."""

    source: dict[str, Any]
    first: list[str]


class _Reading(NamedTuple):
    """The records that one candidate dialect yields."""

    delimiter: str
    quote: str
    escape: str | None
    records: list[tuple[int, list[str]]]
    """The lines on which they start, from 0, and their fields."""

    @property
    def width(self) -> int:
        """The number of fields that most records have."""
        counts = Counter(len(fields) for _, fields in self.records)
        return max(counts, key=lambda count: (counts[count], count), default=1)

    def worth(self) -> tuple[float, bool, int]:
        """How likely this dialect is the right one; larger is more likely."""
        width = self.width
        even = sum(len(fields) == width for _, fields in self.records) / max(len(self.records), 1)
        return (round(even, 2) if width > 1 else 0, not self._has_quotes(), width)

    def _has_quotes(self) -> bool:
        """Whether fields still contain quotes or escapes, so that this dialect is wrong."""
        fields = [field.strip() for _, record in self.records for field in record]
        quoted = any(len(field) > 1 and field[0] == field[-1] and field[0] in "\"'" for field in fields)
        return quoted or any(f"\\{quote}" in field for field in fields for quote in "\"'")


def dialect(text: str, delimiter: str | None = None) -> Dialect:
    """Detect the dialect of the beginning of a file. `delimiter` is the one that the file's ending implies."""
    lines = text.splitlines(keepends=True)
    commented = [line for line in lines if line.startswith(COMMENT)]
    best = _best([line if not line.startswith(COMMENT) else "\n" for line in lines], delimiter)
    plain = _best(lines, delimiter) if commented else best
    has_comments = bool(commented) and plain.worth()[0] < best.worth()[0]
    found = best if has_comments else plain
    skip, first = _start(found)
    if all(is_left_out(line, comments=has_comments) for line in lines[:skip]):
        skip = 0
    keys = {
        "delimiter": found.delimiter if found.delimiter != "," else None,
        "quote": found.quote if found.quote != '"' else None,
        "escape": found.escape,
        "skip": skip or None,
        "comment": COMMENT if has_comments else None,
    }
    return Dialect({key: value for key, value in keys.items() if value is not None}, first)


def is_left_out(line: str, *, comments: bool) -> bool:
    """Whether readers skip a line before the header anyway."""
    return not line.strip() or (comments and line.startswith(COMMENT))


def _best(lines: Sequence[str], delimiter: str | None) -> _Reading:
    readings = [
        _Reading(each, quote, escape, _records(lines, each, quote, escape))
        for quote, escape in QUOTES
        for each in ([delimiter] if delimiter else DELIMITERS)
        if quote == '"' or any(quote in line for line in lines)
    ]
    return max(readings, key=_Reading.worth)  # of equal candidates, the most common


def _records(lines: Sequence[str], delimiter: str, quote: str, escape: str | None) -> list[tuple[int, list[str]]]:
    reader = csv.reader(lines, delimiter=delimiter, quotechar=quote, escapechar=escape, doublequote=escape is None)
    found: list[tuple[int, list[str]]] = []
    start = 0
    try:
        for fields in reader:
            if fields:
                found.append((start, fields))
            start = reader.line_num
            if len(found) >= ROWS:
                break
    except csv.Error:
        return []
    return found


def _start(reading: _Reading) -> tuple[int, list[str]]:
    """The number of lines before the header, such as a title, and the header."""
    width = reading.width
    for line, fields in reading.records:
        if len(fields) == width:
            return line, fields
        if len(fields) > width // 2:  # a record that is broken, or a header that lacks a name
            break
    first = next(iter(reading.records), (0, list[str]()))
    return 0, first[1]
