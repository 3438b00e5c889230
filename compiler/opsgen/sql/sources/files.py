"""DuckDB's functions that read files, with what the spec says of these."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sqlglot import exp

from opsgen.graph.formats import compression_of, format_of, published_path
from opsgen.sql.sources.locations import is_remote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.language.dataset import Dataset, Source

_PARTITION = re.compile(r"[^=*]+=.*[*].*")
FUNCTIONS = {
    "csv": "read_csv",
    "json": "read_json",
    "parquet": "read_parquet",
    "delta": "delta_scan",
    "iceberg": "iceberg_scan",
}


class FileReader(NamedTuple):
    """A function of DuckDB and its named arguments."""

    format: str
    address: str
    options: Mapping[str, exp.Expr]

    def without_folders(self) -> FileReader:
        """The same files, of whose columns none is the name of a folder."""
        options = {name: value for name, value in self.options.items() if not name.startswith("hive")}
        return self._replace(options={**options, "hive_partitioning": exp.false()})

    def call(self, **more: exp.Expr) -> exp.Expr:
        """What stands in FROM."""
        options = [exp.EQ(this=exp.var(name), expression=value) for name, value in {**self.options, **more}.items()]
        return exp.Anonymous(this=FUNCTIONS[self.format], expressions=[exp.Literal.string(self.address), *options])


def reader(dataset: Dataset, address: str) -> FileReader:
    """How a dataset's files are read."""
    source = dataset.source
    format_ = source.format or format_of(source.path or "") or "parquet"
    many = "*" in address
    if not is_remote(address):
        address = address.replace("[", "[[]").replace("?", "[?]")  # only `*` stands for other characters
    options: dict[str, exp.Expr] = {}
    if format_ in ("csv", "json") and published_path(address) != address:
        # DuckDB tells the compression from the ending, which staged files do not have.
        options["compression"] = exp.Literal.string(compression_of(address) or "none")
    if format_ in ("csv", "json", "parquet"):
        options |= {"union_by_name": exp.true()} if many else {}
        options |= _folders(source) if many or "=" in address else {}
    if format_ == "csv":
        options |= _csv(source)
        if not source.header:
            folders = {folder.casefold() for folder in partitions(source)}
            options["names"] = exp.convert([name for name in dataset.columns if name.casefold() not in folders])
    return FileReader(format_, address, options)


def _folders(source: Source) -> dict[str, exp.Expr]:
    """Whether folders are columns; DuckDB would guess, and guess their types, too."""
    if not has_partitions(source):
        return {"hive_partitioning": exp.false()}
    return {"hive_partitioning": exp.true(), "hive_types_autocast": exp.false()}


def _csv(source: Source) -> dict[str, exp.Expr]:
    quote = source.quote or '"'
    options: dict[str, exp.Expr] = {
        "header": exp.convert(source.header),
        "delim": exp.Literal.string(source.delimiter or ","),
        "quote": exp.Literal.string(quote),
        "escape": exp.Literal.string(source.escape or quote),
        "comment": exp.Literal.string(source.comment or ""),
        # else DuckDB leaves out lines at the beginning that it cannot make sense of
        "skip": exp.Literal.number(source.skip or 0),
        "nullstr": exp.convert(["", *source.null_values]),
        "all_varchar": exp.true(),
    }
    if source.encoding not in (None, "utf-8"):
        options["encoding"] = exp.Literal.string(source.encoding)
    return options


def has_partitions(source: Source) -> bool:
    """Whether folders of a source are columns."""
    return source.hive_partitioning if source.hive_partitioning is not None else bool(partitions(source))


def partitions(source: Source) -> tuple[str, ...]:
    """The columns that a path names as `column=*`, in its order."""
    if source.hive_partitioning is False:
        return ()
    folders = (source.path or "").split("/")[:-1]
    return tuple(folder.partition("=")[0] for folder in folders if _PARTITION.fullmatch(folder))


def folder_keys(path: str) -> tuple[str, ...]:
    """The names of columns in the folders of a path, such as `year` in `year=2024/data.csv`."""
    return tuple(part.partition("=")[0] for part in path.split("/")[:-1] if "=" in part)


def documents(files: FileReader, types: Mapping[str, str]) -> exp.Expr:
    """JSON documents with each of these fields as a value of its type, or null where a document lacks it."""
    fields = [
        exp.PropertyEQ(this=exp.Literal.string(field), expression=exp.Literal.string(type_))
        for field, type_ in types.items()
    ]
    return files.call(columns=exp.Struct(expressions=fields))
