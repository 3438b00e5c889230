"""Finds the first bad line of a CSV file after an engine failed to read it."""

from __future__ import annotations

import csv
import io
import zlib
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from opsgen.runtime.engines.duckdb.decoded import marked, opened, python_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LINES = 1_000_000
"""How many lines are searched for the bad one."""
FIELD = 1 << 24
"""How many characters a field may have."""


def of_csv(path: Path, source: Mapping[str, Any]) -> str | None:
    """The first bad line and its mistake. None if there is none."""
    encoding = source.get("encoding") or "utf-8"
    try:
        with io.TextIOWrapper(opened(path), encoding=python_name(encoding), newline="") as text:
            return _first(text, source)
    except UnicodeDecodeError:
        return f"{_line_of_other(path, encoding)} is not {encoding}"
    except (OSError, EOFError, zlib.error) as error:
        return str(getattr(error, "strerror", None) or error)


def _first(text: io.TextIOWrapper, source: Mapping[str, Any]) -> str | None:
    csv.field_size_limit(FIELD)
    keys: Any = SimpleNamespace(**{key: source.get(key) for key in ("quote", "escape", "skip", "comment")})
    lines = (line if is_read else "" for line, is_read in marked(text, keys))
    rows = csv.reader(
        lines,
        delimiter=source.get("delimiter") or ",",
        quotechar=keys.quote or '"',
        escapechar=keys.escape,
        doublequote=keys.escape is None,
        strict=True,
    )
    try:
        wanted = len(next(filter(None, rows), []))
        for row in rows:
            if row and len(row) != wanted:
                fields = f"{len(row)} field{'s' * (len(row) != 1)}"
                return f"line {rows.line_num:,} has {fields}, and the first line {wanted}"
            if rows.line_num > LINES:
                return None
    except csv.Error as error:
        return f"line {rows.line_num:,} is not CSV: {error}"
    return None


def _line_of_other(path: Path, encoding: str) -> str:
    """The first line that cannot be decoded."""
    with opened(path) as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode(python_name(encoding))
            except UnicodeDecodeError:
                return f"line {number:,}"
    return "some line"
