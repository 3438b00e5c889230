"""The SQL that a spec may contain. sqlglot, whose import is slow, is imported only for SQL that needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opsgen.language.root import Spec

LONGEST = 50_000
"""Characters that user SQL may have. A limit, because the parser recurses and its time grows with the text."""

DIALECTS = {
    **dict.fromkeys(("files", "s3", "gcs", "abfs", "duckdb"), "duckdb"),
    "postgres": "postgres",
    "spark": "spark",
    "snowflake": "snowflake",
    "bigquery": "bigquery",
    "trino": "trino",
}
"""The SQL dialect of each type of connection."""

STAGED = frozenset({"duckdb", "postgres", "snowflake", "bigquery"})
"""The types of connections whose tables are staged, and so can be checked before they are published."""

QUARANTINED = frozenset({"duckdb", "postgres"})
"""The types of connections between whose tables rows are moved in the transaction that publishes."""

BACKTRACKING = frozenset({"spark", "snowflake", "trino"})
"""Dialects whose regular expressions backtrack, or may: some patterns take exponential time there."""

EMBEDDED = frozenset(connection for connection, dialect in DIALECTS.items() if dialect == "duckdb")


def realm(spec: Spec, dataset: str) -> str:
    """The engine that reads a dataset: its connection, or an empty text for the embedded one."""
    name = spec.datasets[dataset].source.connection
    connection = spec.connections.get(name)
    return "" if connection is not None and connection.type in EMBEDDED else name
