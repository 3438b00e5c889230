"""Tables, by the names that a spec has for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from opsgen.checks.sql import DIALECTS
from opsgen.checks.sql.names import parts

if TYPE_CHECKING:
    from opsgen.spec.connection import Connection
    from opsgen.spec.dataset import Source


def table_of(source: Source, connection: Connection) -> exp.Table:
    """The table of a source by its full name, with what the spec may leave out of it: the schema and the catalogue."""
    return qualified(source.table or "", DIALECTS[connection.type], *_outer(source, connection))


def qualified(text: str, dialect: str, *outer: str) -> exp.Table:
    """A table by its full name; `outer` are the names that may be missing before it, the outermost first."""
    found = parts(text, dialect)
    if found is None:
        raise ValueError(f"`{text}` is not the name of a table")
    named = [exp.to_identifier(name, quoted=quoted or not _plain(name)) for name, quoted in found]
    missing = [exp.to_identifier(name, quoted=not _plain(name)) for name in outer]
    whole = [*missing[: max(0, len(outer) + 1 - len(named))], *named]
    return exp.Table(**dict(zip(("this", "db", "catalog"), reversed(whole), strict=False)))


def _outer(source: Source, connection: Connection) -> tuple[str, ...]:
    match connection.type:
        case "postgres":
            return (connection.schema_name,)
        case "snowflake":
            return connection.database, connection.schema_name
        case "trino":
            return connection.catalog, connection.schema_name
        case "bigquery":
            return connection.project, connection.dataset
        case "spark":
            return tuple(name for name in (connection.catalog, connection.database) if name)
        case "duckdb":
            return source.connection, "main"
    raise ValueError(f"behind a connection of type {connection.type} there are no tables")


def _plain(name: str) -> bool:
    return name.isidentifier() and name.isascii()
