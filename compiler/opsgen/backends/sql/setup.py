"""What a session must be told before the queries mean what they mean to opsgen, whose own sessions are set likewise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp, parse_one

from opsgen.backends.sql.versions import is_versioned, set_variable
from opsgen.graph.partitioned import with_all_partitions
from opsgen.sql.sources import spark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opsgen.graph import EnvironmentGraph

ENGINES = {
    "duckdb": "DuckDB",
    "postgres": "PostgreSQL",
    "spark": "Spark",
    "snowflake": "Snowflake",
    "bigquery": "BigQuery",
    "trino": "Trino",
}
"""The engine of each dialect, as people call it."""

SETTINGS = {
    "duckdb": ("SET TimeZone = 'UTC'",),
    "postgres": ("SET TimeZone = 'UTC'", "SET search_path = pg_catalog"),
    "spark": (
        "SET spark.sql.session.timeZone = UTC",
        "SET spark.sql.ansi.enabled = true",
        "SET spark.sql.parser.escapedStringLiterals = false",
        "SET spark.sql.caseSensitive = false",
        "SET spark.sql.variable.substitute = false",
    ),
    "snowflake": ("ALTER SESSION SET TIMEZONE = 'UTC'", "ALTER SESSION SET TIMESTAMP_TYPE_MAPPING = TIMESTAMP_NTZ"),
    "bigquery": (),
    "trino": ("SET TIME ZONE 'UTC'",),
}


def setup(graph: EnvironmentGraph, dialect: str, names: Iterable[str]) -> Iterator[exp.Expr]:
    """The statements that come before the queries about some datasets."""
    for setting in SETTINGS[dialect]:
        yield parse_one(setting, dialect=dialect)
    spec = graph.spec
    attached = set[str]()
    for name in names:
        dataset = with_all_partitions(spec.datasets[name])
        connection = spec.connections[dataset.source.connection]
        if connection.type == "duckdb" and dataset.source.path is None and dataset.source.connection not in attached:
            attached.add(dataset.source.connection)
            yield _attach(connection.path, dataset.source.connection)
        if is_versioned(dataset):
            yield set_variable(name, dataset, spec.connections)
        if connection.type == "spark" and dataset.source.path is not None and spark.file_format(dataset) == "csv":
            yield from spark.views(name, dataset, dataset.source.path)


def _attach(path: str, name: str) -> exp.Attach:
    """A database file, to be read under the name of its connection."""
    named = exp.alias_(exp.Literal.string(path), name, quoted=True)
    return exp.Attach(this=named, expressions=[exp.AttachOption(this=exp.var("READ_ONLY"))])
