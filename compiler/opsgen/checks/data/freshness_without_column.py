"""A freshness limit names no column, and the database does not record when data arrived.

Why: files have a modification time, and BigQuery and Snowflake record when a table changed. Other databases do not.
There, the newest value of a column shows how old the data is.

Example:

    datasets:
      orders:
        source: {connection: warehouse, table: orders}
        freshness: {error_after: 24h}

Use instead:

    datasets:
      orders:
        source: {connection: warehouse, table: orders}
        freshness: {column: ordered_at, error_after: 24h}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("SQL106", "freshness-without-column", __doc__)

WITHOUT_ARRIVAL = frozenset({"postgres", "trino", "spark"})
"""The types of connection that do not record when data last changed."""


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, dataset in graph.spec.datasets.items():
        connection = graph.spec.connections.get(dataset.source.connection)
        if dataset.freshness is None or dataset.freshness.column is not None or connection is None:
            continue
        if connection.type in WITHOUT_ARRIVAL:
            message = f"connections of type {connection.type} do not record when data arrived"
            related = (
                Place(("connections", dataset.source.connection, "type")),
                "the type of the connection is set here",
            )
            help_ = ("add `column:` with a column of type date or timestamp",)
            yield Finding(Place(("datasets", name, "freshness"), "key"), message, help_, (related,))
