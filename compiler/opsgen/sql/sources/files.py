"""DuckDB's functions that read files, with what the spec says of these."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlglot import exp

from opsgen.graph.formats import format_of
from opsgen.sql.sources.locations import is_remote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.spec.dataset import Dataset

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


def reader(dataset: Dataset, address: str) -> Reader:
    """How a dataset's files are read."""
    source = dataset.source
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
        if not source.header:
            options["names"] = exp.convert(list(dataset.columns))
    return Reader(format_, address, options)


def documents(files: Reader, types: Mapping[str, str]) -> exp.Expr:
    """JSON documents with each of these fields as a value of its type, or null where a document lacks it."""
    fields = [
        exp.PropertyEQ(this=exp.Literal.string(field), expression=exp.Literal.string(type_))
        for field, type_ in types.items()
    ]
    return files.call(columns=exp.Struct(expressions=fields))
