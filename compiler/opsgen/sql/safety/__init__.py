"""What SQL a spec may hold: read by sqlglot, which is imported only where there is SQL that needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opsgen.language.root import Spec

LONGEST = 50_000
"""How many characters a user's SQL may have."""

DIALECTS = {
    **dict.fromkeys(("files", "s3", "gcs", "abfs", "duckdb"), "duckdb"),
    "postgres": "postgres",
    "spark": "spark",
    "snowflake": "snowflake",
    "bigquery": "bigquery",
    "trino": "trino",
}
"""The dialect that the data behind each type of connection is asked in."""

BACKTRACKING = frozenset({"spark", "snowflake", "trino"})
"""The dialects whose regular expressions are, or may be, matched by trying: some patterns would take for ever there."""

EMBEDDED = frozenset(connection for connection, dialect in DIALECTS.items() if dialect == "duckdb")


def realm(spec: Spec, dataset: str) -> str:
    """What datasets have in common that one query can read: their connection, or that it needs no server."""
    name = spec.datasets[dataset].source.connection
    connection = spec.connections.get(name)
    return "" if connection is not None and connection.type in EMBEDDED else name
