"""SQL in the PostgreSQL database of a test, as another program would run it."""

from __future__ import annotations

from typing import Any


def opened(connection: dict[str, Any]) -> Any:
    """A connection of psycopg's to the database of a spec's connection."""
    import psycopg

    settings = {key: connection[key] for key in ("host", "port", "user")}
    return psycopg.connect(**settings, dbname=connection["database"])


def execute(connection: dict[str, Any], statements: str) -> list[Any]:
    with opened(connection) as server:
        cursor = server.execute(statements)
        return cursor.fetchall() if cursor.description else []
