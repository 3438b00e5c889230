"""The functions that read files, with what the spec says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlglot import exp

from opsgen.checks.source_location import format_of
from opsgen.quality.engines.engine import QueryError
from opsgen.quality.engines.locations import is_remote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.spec.dataset import Source

FUNCTIONS = {
    "csv": "read_csv",
    "json": "read_json",
    "parquet": "read_parquet",
    "delta": "delta_scan",
    "iceberg": "iceberg_scan",
}


class Reader(NamedTuple):
    """A function of DuckDB and its named arguments."""

    format: str
    address: str
    options: Mapping[str, exp.Expr]

    def call(self, **more: exp.Expr) -> exp.Expr:
        """What stands in FROM."""
        options = [exp.EQ(this=exp.var(name), expression=value) for name, value in {**self.options, **more}.items()]
        return exp.Anonymous(this=FUNCTIONS[self.format], expressions=[exp.Literal.string(self.address), *options])


def reader(source: Source, address: str) -> Reader:
    """How a source's files are read."""
    format_ = source.format or format_of(source.path or "") or "parquet"
    many = "*" in address
    if not is_remote(address):
        address = address.replace("[", "[[]").replace("?", "[?]")  # only `*` stands for other characters
    options: dict[str, exp.Expr] = {}
    if format_ in ("csv", "json", "parquet") and many:
        options["union_by_name"] = exp.true()
    if format_ == "csv":
        options |= {
            "header": exp.convert(source.header),
            "delim": exp.Literal.string(source.delimiter or ","),
            "quote": exp.Literal.string('"'),
            "escape": exp.Literal.string('"'),
            "comment": exp.Literal.string(""),
            "skip": exp.Literal.number(0),  # else DuckDB leaves out lines at the beginning that it cannot make sense of
            "nullstr": exp.convert(["", *source.null_values]),
            "all_varchar": exp.true(),
        }
    return Reader(format_, address, options)


def written(source: Source) -> str:
    """The options of COPY with which a source's file is written so that `reader` reads the same."""
    format_ = source.format or format_of(source.path or "") or "parquet"
    if format_ not in ("csv", "json", "parquet"):
        raise QueryError(f"files of the format {format_} cannot be written by a transform")
    if format_ != "csv":
        return f"FORMAT {format_}"
    delimiter = exp.Literal.string(source.delimiter or ",").sql("duckdb")
    return f"FORMAT csv, HEADER {str(source.header).lower()}, DELIMITER {delimiter}"
