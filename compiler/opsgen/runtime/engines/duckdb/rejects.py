"""Finds rows of CSV files that cannot be read: too few or many fields, an open quote, or another encoding.

DuckDB's own table of rejected lines has them. Each file is read by itself, with the names of its own header, so that a
file that starts badly does not hide what the others hold.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlglot import exp

from opsgen.runtime.engines.duckdb.decoded import likely_encoding, opened
from opsgen.runtime.engines.duckdb.records import header
from opsgen.runtime.engines.engine import SHOWN, Rejected

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from opsgen.language.dataset import Source
    from opsgen.runtime.engines.duckdb.session import Session
    from opsgen.sql.sources.files import FileReader

FILES = 500
"""How many files are searched."""
KINDS = {
    "UNQUOTED VALUE": "a quoted field is not closed, or text follows its closing quote",
    "LINE SIZE OVER MAXIMUM": "the line is too long",
}
ENCODING = "INVALID ENCODING"


class FilePart(NamedTuple):
    """One of a dataset's files, as DuckDB reads it."""

    path: Path
    reader: FileReader


def parts(
    files: FileReader, paths: Sequence[Path], copies: Sequence[Path], source: Source, names: Sequence[str] | None
) -> list[FilePart]:
    """Each file by itself, with the columns that its header names, or `names` where there is no header; none where
    these cannot be told apart. DuckDB reads the `copies`, which may be the files themselves."""
    found: list[FilePart] = []
    for path, copy in zip(paths[:FILES], copies, strict=False):
        columns = names or header(path, source)
        if not columns or len({name.casefold() for name in columns}) < len(columns) or "" in columns:
            return []
        fields = [
            exp.PropertyEQ(this=exp.Literal.string(name), expression=exp.Literal.string("VARCHAR")) for name in columns
        ]
        dropped = ("names", "union_by_name")
        options = {key: value for key, value in files.options.items() if key not in dropped}
        options |= {"auto_detect": exp.false(), "columns": exp.Struct(expressions=fields)}
        address = copy.as_posix().replace("[", "[[]").replace("?", "[?]").replace("*", "[*]")
        found.append(FilePart(path, files._replace(address=address, options=options)))
    return found if len(paths) <= FILES else []


def without(parts: Sequence[FilePart]) -> exp.Expr:
    """The rows of all files that can be read. With `ignore_errors`, DuckDB would lose all rows after an open quote."""
    options = {"store_rejects": exp.true(), "rejects_limit": exp.Literal.number(1)}
    selects = [exp.select(exp.Star()).from_(part.reader.call(**options)) for part in parts]
    query: exp.Query = selects[0]
    for select in selects[1:]:
        query = exp.Union(this=query, expression=select, distinct=False, by_name=True)
    return query.subquery("files")


def rejected(session: Session, parts: Sequence[FilePart], source: Source, dropped: Sequence[int]) -> Rejected | None:
    """The rows that cannot be read; `dropped` is how many lines at the start of each file DuckDB was not given."""
    rows, examples, advice = 0, list[tuple[str, str, str]](), ""
    for part, offset in zip(parts, dropped, strict=True):
        for number, (line, kind, message, text) in enumerate(_of(session, part.reader)):
            rows += 1
            if number < SHOWN and len(examples) < SHOWN:
                place = f"line {line + offset:,}"
                place = place if len(parts) == 1 else f"{part.path.name}, {place}"
                shown = _bytes_of(part.path, line) if kind == ENCODING else text
                examples.append((place, _what(kind, message, source), shown))
                advice = advice or _advice(kind, text, part.path, source)
    return Rejected(rows, examples, advice) if rows else None


def _of(session: Session, files: FileReader) -> Iterator[tuple[int, str, str, str]]:
    """The lines of a file that were rejected, in their order."""
    columns = [exp.column(field.this.name, quoted=True) for field in files.options["columns"].expressions]
    counts = [exp.Count(this=column) for column in columns]  # DuckDB decodes only the columns of the query
    query = exp.select(*counts).from_(files.call(store_rejects=exp.true(), rejects_limit=exp.Literal.number(0)))
    for table in ("reject_errors", "reject_scans"):  # DuckDB adds no rows for a file without rejected lines
        session.execute(f"DROP TABLE IF EXISTS {table}")
    session.execute(query.sql("duckdb", comments=False)).fetchall()
    cursor: Any = session.execute(
        "SELECT line, min(error_type), min_by(error_message, error_type), min_by(csv_line, error_type)"
        " FROM reject_errors"
        " GROUP BY line ORDER BY line"
    )
    while found := session.fetch(cursor, 10_000):
        yield from ((int(line), str(kind), str(message), str(text or "")) for line, kind, message, text in found)


def _bytes_of(path: Path, line: int) -> str:
    """A line with its bytes that are not UTF-8 as escapes."""
    with opened(path) as file:
        data = next(islice(file, line - 1, None), b"")
    return data.decode(errors="backslashreplace")


def _what(kind: str, message: str, source: Source) -> str:
    if kind == ENCODING:
        return f"not {(source.encoding or 'utf-8').upper()}"
    counts = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", message)
    if counts is None:
        return KINDS.get(kind, message.split("\n")[0].rstrip(". "))
    wanted, found = map(int, counts.groups())
    return f"{found} field{'s' if found != 1 else ''} instead of {wanted}"


def _advice(kind: str, text: str, path: Path, source: Source) -> str:
    if kind == ENCODING:
        encoding = likely_encoding(path)
        return f"write `encoding: {encoding}` in the source" if encoding not in (None, source.encoding) else ""
    if kind == "UNQUOTED VALUE":
        return "if the file uses other quotes, write `quote` and `escape` in the source"
    if source.comment is None and text.strip().startswith("#"):
        return 'if these lines are comments, write `comment: "#"` in the source'
    return ""
