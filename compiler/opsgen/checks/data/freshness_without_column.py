"""The age of data is limited since its last arrival, and nobody knows when that was.

Why: files have a time at which they were written, and BigQuery and Snowflake remember when a table changed; other
databases do not. There, the newest value of a column says how old the data is.

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
"""The types of connection behind which data does not tell when it last changed."""


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, dataset in graph.spec.datasets.items():
        connection = graph.spec.connections.get(dataset.source.connection)
        if dataset.freshness is None or dataset.freshness.column is not None or connection is None:
            continue
        if connection.type in WITHOUT_ARRIVAL:
            message = f"when data behind a connection of type {connection.type} arrived cannot be known"
            related = (Place(("connections", dataset.source.connection, "type")), "the connection's type is given here")
            help_ = ("add `column:` with the column of type date or timestamp that tells how old the data is",)
            yield Finding(Place(("datasets", name, "freshness"), "key"), message, help_, (related,))
