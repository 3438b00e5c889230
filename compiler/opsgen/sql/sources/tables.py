"""Tables, by the names that a spec has for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from opsgen.sql.reserved import keywords
from opsgen.sql.safety import DIALECTS
from opsgen.sql.safety.names import parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from opsgen.language.connection import Connection
    from opsgen.language.dataset import Source

_FOLDED: dict[str, Callable[[str], str]] = {"postgres": str.lower, "snowflake": str.upper}
"""How names without quotes are stored, where the case of those with quotes counts."""


def table_of(source: Source, connection: Connection) -> exp.Table:
    """The table of a source by its full name, with what the spec may leave out of it: the schema and the catalogue."""
    return qualified(source.table or "", DIALECTS[connection.type], *_outer(source, connection))


def qualified(text: str, dialect: str, *outer: str) -> exp.Table:
    """A table by its full name; `outer` are the names that may be missing before it, the outermost first."""
    found = parts(text, dialect)
    if found is None:
        raise ValueError(f"`{text}` is not the name of a table")
    named = [_identifier(name, dialect, quoted=quoted) for name, quoted in found]
    missing = [_identifier(name, dialect) for name in outer]
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


def _identifier(name: str, dialect: str, *, quoted: bool = False) -> exp.Identifier:
    """A name as the spec has it. One that must be quoted to be a name means the same as without its quotes."""
    if quoted or not (name.isidentifier() and name.isascii()):
        return exp.to_identifier(name, quoted=True)
    if name.lower() not in keywords(dialect):
        return exp.to_identifier(name)
    return exp.to_identifier(_FOLDED.get(dialect, str)(name), quoted=True)
