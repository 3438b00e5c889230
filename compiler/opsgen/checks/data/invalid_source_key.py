"""A key of a source does not apply to its data, or contradicts another key.

Why: Parquet and JSON have no delimiter, and a file whose quote is also its delimiter cannot be read. opsgen would
ignore such a key, or read every value wrongly.

Example:

    source: {connection: lake, path: orders.parquet, decimal: ","}

Use instead:

    source: {connection: lake, path: orders.csv, decimal: ","}
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.diagnostics.suggest import listed
from opsgen.graph.formats import format_of
from opsgen.language.validate.core_schema import written
from opsgen.sql.safety import DIALECTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph
    from opsgen.language.connection import Connection
    from opsgen.language.dataset import Dataset, Source

CODE = Code("LNG219", "invalid-source-key", __doc__)

OF_CSV = (
    *("null_values", "delimiter", "header", "quote", "escape", "skip", "comment", "encoding"),
    *("decimal", "thousands", "date_format", "timestamp_format"),
)
"""The keys that describe CSV files."""
READ_ONLY = ("skip", "comment", "encoding", "decimal", "thousands")
"""The keys that a transform cannot write."""
OF_FOLDERS = ("csv", "json", "parquet")
"""The formats whose folder names can be columns."""
SIGNS = {"delimiter": ",", "quote": '"', "escape": None, "comment": None}
MARKS = {"decimal": ".", "thousands": None}
"""Keys with their default characters, which must differ from each other."""
REMOTE = ("s3", "gcs", "abfs")
"""Connections whose files are streamed: reading other encodings or comments needs a local copy."""
ENCODINGS = ("utf-8", "utf-16", "latin-1")
"""The encodings that engines read without a local copy."""
NOT_ON_SPARK = ("skip", "date_format", "timestamp_format")
"""The keys of CSV files that Spark's reader has no option for, or reads differently."""
ON_SPARK = ("utf-8", "latin-1")
"""The encodings that Spark reads line by line."""


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    connections = graph.spec.connections
    for name, dataset in graph.spec.datasets.items():
        connection = connections.get(dataset.source.connection)
        if connection is not None:
            yield from _check(name, dataset, connection)


def _check(name: str, dataset: Dataset, connection: Connection) -> Iterator[Finding]:
    source, path = dataset.source, ("datasets", name, "source")
    format_ = None if source.path is None else source.format or format_of(source.path)
    given = written(source)
    if source.path is not None and format_ is None:
        return  # already reported
    if format_ != "csv":
        yield from (
            _inapplicable(Place((*path, key), "key"), key, format_, "CSV files") for key in OF_CSV if key in given
        )
    if source.hive_partitioning is not None and DIALECTS[connection.type] == "spark":
        place, help_ = Place((*path, "hive_partitioning"), "key"), "remove it; on Spark, folder names are not columns"
        yield Finding(place, "`hive_partitioning` is not read on Spark yet", (help_,))
    elif format_ not in OF_FOLDERS and source.hive_partitioning is not None:
        yield _inapplicable(
            Place((*path, "hive_partitioning"), "key"), "hive_partitioning", format_, "CSV, JSON and Parquet"
        )
    yield from _compression(source, format_, connection, Place((*path, "path")))
    if format_ == "csv":
        yield from _same_character(source, path, SIGNS)
        yield from _same_character(source, path, MARKS)
        yield from _unreadable(source, path, connection)
        if dataset.transform is not None and dataset.transform.sql is not None:
            yield from (_unwritable(Place((*path, key), "key"), key) for key in READ_ONLY if key in given)


def _inapplicable(place: Place, key: str, format_: str | None, applies: str) -> Finding:
    what = "the data is a table" if format_ is None else f"the format of this path is {format_}"
    remedy = f"remove `{key}`"
    if format_ is not None and applies == "CSV files":
        remedy += ", or write `format: csv` if the files are CSV"
    return Finding(place, f"`{key}` applies to {applies}, but {what}", (remedy,))


def _compression(source: Source, format_: str | None, connection: Connection, place: Place) -> Iterator[Finding]:
    path = source.path or ""
    if format_ in ("parquet", "delta", "iceberg") and path.endswith((".gz", ".zst", ".bz2", ".xz")):
        yield Finding(place, f"{format_} files are compressed internally", ("remove the compression suffix",))
    elif path.endswith(".xz") or (path.endswith(".bz2") and DIALECTS[connection.type] != "spark"):
        ending = path.rpartition(".")[2]
        yield Finding(place, f"files compressed with {ending} cannot be read", ("compress them with gzip or zstd",))


def _same_character(source: Source, path: tuple[str, ...], signs: dict[str, str | None]) -> Iterator[Finding]:
    """Two keys with the same character, reported at the later one that the spec sets."""
    given = written(source)
    for one, other in combinations(signs, 2):
        first, second = getattr(source, one) or signs[one], getattr(source, other) or signs[other]
        if first is None or first != second or {one, other} == {"quote", "escape"}:
            continue
        at, against = (other, one) if other in given else (one, other)
        message, help_ = f"`{at}` is the same character as `{against}`", "write another character"
        if against not in given:
            message, help_ = (
                f"{message}, which is `{first}` by default",
                f"write `{against}` as well, or another character",
            )
        yield Finding(Place((*path, at)), message, (help_,))


def _unreadable(source: Source, path: tuple[str, ...], connection: Connection) -> Iterator[Finding]:
    """Keys that the engine of the connection cannot read."""
    if DIALECTS[connection.type] == "spark":
        for key in NOT_ON_SPARK:
            if key in written(source):
                message, help_ = f"`{key}` is not read on Spark yet", "write the files without it, or as Parquet"
                yield Finding(Place((*path, key), "key"), message, (help_,))
        if source.encoding is not None and source.encoding not in ON_SPARK:
            message = f"files in `{source.encoding}` are not read on Spark"
            yield Finding(Place((*path, "encoding")), message, (f"write the files in {listed(ON_SPARK)}",))
    elif connection.type in REMOTE or "://" in str(getattr(connection, "root", "")):
        if source.encoding is not None and source.encoding not in ENCODINGS:
            message = f"files in `{source.encoding}` can be read from local folders only"
            yield Finding(Place((*path, "encoding")), message, (f"write the files in {listed(ENCODINGS)}",))
        if source.comment is not None:
            message = "files with comments can be read from local folders only"
            yield Finding(Place((*path, "comment"), "key"), message, ("remove the comments from the files",))


def _unwritable(place: Place, key: str) -> Finding:
    help_ = f"remove `{key}`; opsgen reads the output of a transform without it"
    return Finding(place, f"`{key}` applies to files that are only read, but a transform writes this one", (help_,))
