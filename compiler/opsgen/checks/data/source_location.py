"""A source does not locate its data in the way that its connection needs.

Why: files and object stores need a `path`, databases a `table`, Spark and DuckDB one of the two. The suffix of a path
implies its `format`. The path of a transform's output must end in `.csv`, `.tsv`, `.parquet`, `.jsonl`, `.ndjson`,
`.delta` or `.iceberg`, so that the transform cannot replace a script or a configuration file. A table has a name of up
to three parts, such as `table` or `schema.table`.

Example:

    connections: {lake: {type: files, root: data}}
    datasets:
      flights:
        source: {connection: lake, table: flights}

Use instead:

    datasets:
      flights:
        source: {connection: lake, path: raw/flights.csv}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.diagnostics.suggest import listed
from opsgen.graph.formats import format_of, is_written_as, written_remedy, written_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph
    from opsgen.language.connection import Connection
    from opsgen.language.dataset import Dataset, Source

CODE = Code("LNG201", "source-location", __doc__)

FILES = frozenset({"files", "s3", "gcs", "abfs"})
DATABASES = frozenset({"postgres", "snowflake", "bigquery", "trino"})


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    connections = graph.spec.connections
    for name, dataset in graph.spec.datasets.items():
        connection = connections.get(dataset.source.connection)
        if connection is not None:
            yield from _check(name, dataset.source, connection)
            yield from _written(name, dataset)


def _check(name: str, source: Source, connection: Connection) -> Iterator[Finding]:
    path = ("datasets", name, "source")
    related = (
        (Place(("connections", source.connection), "key"), f"`{source.connection}` is of type {connection.type}"),
    )
    wanted = "path" if connection.type in FILES else "table" if connection.type in DATABASES else None
    if source.path is not None and source.table is not None:
        other = "path" if wanted == "table" else "table"
        message = "a source has a `path` or a `table`, not both"
        yield Finding(Place((*path, other), "key"), message, (f"remove `{other}`",), related)
    elif source.path is None and source.table is None:
        message = f"the source of `{name}` does not locate its data"
        yield Finding(
            Place(path, "key"), message, (f"add a {listed([wanted] if wanted else ['path', 'table'])}",), related
        )
    elif wanted is not None and getattr(source, wanted) is None:
        given = "path" if source.path is not None else "table"
        message = f"`{source.connection}` needs a `{wanted}`, not a `{given}`"
        yield Finding(Place((*path, given), "key"), message, (f"write `{wanted}:` instead",), related)
    elif source.path is not None and source.format is None and format_of(source.path) is None:
        help_ = ("add `format:` csv, parquet, json, delta or iceberg",)
        yield Finding(Place((*path, "path")), "the format of the data is not clear from this path", help_)
    elif source.table is not None and not _is_table_name(source.table, connection):
        yield Finding(Place((*path, "table")), "this is not a valid table name", ("write `table` or `schema.table`",))


def _is_table_name(table: str, connection: Connection) -> bool:
    from opsgen.sql.safety import DIALECTS
    from opsgen.sql.safety.names import parts

    return parts(table, DIALECTS[connection.type]) is not None


def _written(name: str, dataset: Dataset) -> Iterator[Finding]:
    """A transform must not write to a path that could be a script or configuration: only to data suffixes."""
    source, path = dataset.source, dataset.source.path
    format_ = None if path is None else source.format or format_of(path)
    if path is None or format_ is None or dataset.transform is None or dataset.transform.sql is None:
        return
    # With `layout: versioned`, opsgen chooses the names of the files.
    if source.layout is None and not is_written_as(path, format_):
        place = Place(("datasets", name, "source", "path"))
        yield Finding(place, written_rule(format_), (written_remedy(path, format_),))
