"""How the files of a transform are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from opsgen.graph.formats import compression_of, format_of
from opsgen.runtime.engines.engine import QueryError

if TYPE_CHECKING:
    from opsgen.language.dataset import Source


def written(source: Source) -> str:
    """The options of COPY with which a source's file is written so that `sources.files.reader` reads the same."""
    format_ = source.format or format_of(source.path or "") or "parquet"
    if format_ not in ("csv", "json", "parquet"):
        raise QueryError(f"files of the format {format_} cannot be written by a transform")
    if format_ == "parquet":
        return "FORMAT parquet"
    compression = f"COMPRESSION {compression_of(source.path or '') or 'none'}"
    if format_ == "json":
        return f"FORMAT json, {compression}"
    quote = source.quote or '"'
    texts = {
        "DELIMITER": source.delimiter or ",",
        "QUOTE": quote,
        "ESCAPE": source.escape or quote,
        "DATEFORMAT": source.date_format,
        "TIMESTAMPFORMAT": source.timestamp_format,
    }
    given = (f"{key} {exp.Literal.string(text).sql('duckdb')}" for key, text in texts.items() if text is not None)
    return ", ".join(["FORMAT csv", compression, f"HEADER {str(source.header).lower()}", *given])
