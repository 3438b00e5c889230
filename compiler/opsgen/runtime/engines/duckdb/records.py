"""Finds the lines of CSV records, which people need to find a value that cannot be read.

DuckDB does not number lines. The files are read once more by Python's own reader, only after something was found.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, NamedTuple

from opsgen.runtime.engines.duckdb.decoded import marked, opened, python_name
from opsgen.runtime.engines.engine import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from opsgen.language.dataset import Source

LINES = 1_000_000
"""How many lines are searched."""
FIELD = 1 << 24
"""How many characters a field may have."""


class CsvRecord(NamedTuple):
    """A record of a CSV file."""

    line: int
    """The line on which it starts, from 1."""
    fields: list[str]


def records(path: Path, source: Source) -> Iterator[CsvRecord]:
    """The records from the header on, until the first one that is not CSV."""
    if len(source.delimiter or ",") != 1:  # the limit of Python's reader
        return
    csv.field_size_limit(FIELD)
    with io.TextIOWrapper(opened(path), encoding=python_name(source.encoding), errors="replace", newline="") as text:
        lines = (line if is_read else "" for line, is_read in marked(text, source))
        escape = source.escape if source.escape not in (None, source.quote or '"') else None
        reader = csv.reader(
            lines,
            delimiter=source.delimiter or ",",
            quotechar=source.quote or '"',
            escapechar=escape,
            doublequote=escape is None,
        )
        start = 1
        try:
            for fields in reader:
                if fields:
                    yield CsvRecord(start, fields)
                start = reader.line_num + 1
        except csv.Error:
            return


def header(path: Path, source: Source) -> list[str]:
    """The names that a file has for its columns."""
    return next((record.fields for record in records(path, source)), [])


def lines_of(files: Sequence[Path], source: Source, index: int | None, column: str, texts: Sequence[str]) -> list[str]:
    """The first place of each text in a column. `index` finds the column if no header names it."""
    found: dict[str, str] = {}
    searched = 0
    for path in files:
        at, rows = index, _readable(path, source)
        for record in rows:
            if at is None:
                if column not in record.fields:
                    break
                at = record.fields.index(column)
                continue
            text = record.fields[at] if at < len(record.fields) else None
            if text is not None and text in texts and text not in found:
                line = f"line {record.line:,}"
                found[text] = line if len(files) == 1 else f"{path.name}, {line}"
            if len(found) == len(set(texts)) or searched + record.line > LINES:
                return [found.get(each, "") for each in texts]
        searched += LINES // 1000  # many small files take long, too
    return [found.get(each, "") for each in texts]


def _readable(path: Path, source: Source) -> Iterator[CsvRecord]:
    try:
        yield from records(path, source)
    except (OSError, EOFError, UnreadableError):
        return
