"""PostgreSQL, through psycopg 3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlglot import exp

from opsgen.runtime.engines import limits, secret
from opsgen.runtime.engines.driver import driver
from opsgen.runtime.engines.server import ServerEngine
from opsgen.sql.dialects import DIALECTS
from opsgen.sql.rules.relation import SourceColumn
from opsgen.sql.rules.types import ElementType, ValueKind, kind
from opsgen.sql.sources.tables import table_of

if TYPE_CHECKING:
    from opsgen.language.connection import PostgresConnection
    from opsgen.runtime.engines.engine import EngineDatasets, QueryError

COLUMNS = """
SELECT a.attname, format_type(t.oid, a.atttypmod), t.typtype, t.typrelid, CASE t.typcategory WHEN 'A' THEN t.typelem END
FROM pg_attribute AS a
JOIN pg_type AS d ON d.oid = a.atttypid JOIN pg_type AS t ON t.oid = coalesce(nullif(d.typbasetype, 0), d.oid)
WHERE a.attrelid = {} AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum
"""
"""The columns of a table, or the fields of a composite type."""
TYPE = """
SELECT format_type(oid, NULL), typtype, typrelid, CASE typcategory WHEN 'A' THEN typelem END
FROM pg_type WHERE oid = %s
"""


LIMIT = """
SELECT set_config('statement_timeout', %(timeout)s::text, false) FROM pg_settings
WHERE name = 'statement_timeout' AND (setting::bigint = 0 OR setting::bigint > %(timeout)s)
"""
"""Sets the time limit, unless the server has a lower one for the user."""


class PostgresEngine(ServerEngine):
    """Reads in one read-only transaction, so that all rules see the same state of the data; and writes in others."""

    transactional = True

    def __init__(self, behind: EngineDatasets, connection: PostgresConnection, writes: str | None = None) -> None:
        self._driver = driver("psycopg", "postgres")
        self._settings = connection
        self._writes = writes
        super().__init__(behind, DIALECTS["postgres"])

    def _connect(self) -> Any:
        settings = self._settings
        connection = self._driver.connect(
            host=settings.host,
            port=settings.port,
            dbname=settings.database,
            user=settings.user,
            password=secret.value(settings.password),
            sslmode=settings.sslmode,
            options="-c TimeZone=UTC -c search_path=pg_catalog -c standard_conforming_strings=on",
            application_name="opsgen",
        )
        timeout = limits.seconds() * 1000
        self._limited = connection.execute(LIMIT, {"timeout": timeout}).rowcount > 0
        connection.commit()
        if self._writes is None:
            connection.isolation_level = self._driver.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
        # A transaction that waits for a lock must then see what the other one committed.
        return connection

    def _errors(self) -> tuple[type[Exception], ...]:
        return (self._driver.Error,)

    def _failure(self, error: Exception) -> QueryError:
        if self._limited and isinstance(error, self._driver.errors.QueryCanceled):
            return limits.too_long()
        return super()._failure(error)

    def _table(self, name: str) -> exp.Table:
        return table_of(self._behind.datasets[name].source, self._settings)

    def columns(self, table: exp.Table) -> list[SourceColumn]:
        _, rows = self._run(COLUMNS.format("to_regclass(%s)"), (table.sql("postgres"),))
        inner = {name: self._inner(*type_) for name, *type_ in list(rows)}
        return [SourceColumn(name, type_, kind_) for name, (type_, kind_) in inner.items()]

    def _inner(self, type_: str, form: str, fields: int, item: int | None) -> ElementType:
        """A type with what lies within it: the fields of a composite type, the items of an array."""
        if form == "c":
            _, rows = self._run(COLUMNS.format("%s"), (fields,))
            return ElementType(
                type_, ValueKind("object", fields=tuple((name, self._inner(*of)) for name, *of in list(rows)))
            )
        if item is not None:
            _, rows = self._run(TYPE, (item,))
            return ElementType(type_, ValueKind("array", item=self._inner(*next(rows))))
        return ElementType(type_, _kind(type_, form))

    def write(self, name: str, query: exp.Query) -> None:
        table = self._table(name).sql("postgres")
        with self.transaction():
            self.execute(f"DROP TABLE IF EXISTS {table}")
            # Staged rows can be written again, so they need no write-ahead log.
            self.execute(f"CREATE UNLOGGED TABLE {table} AS {query.sql('postgres', comments=False)}")

    def lock(self, target: exp.Table, *, exists: bool) -> None:
        name = target.sql("postgres")
        self._execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"opsgen {name}",))
        if exists:
            self._execute(f"LOCK TABLE {name} IN SHARE ROW EXCLUSIVE MODE")


def _kind(type_: str, form: str) -> ValueKind:
    if form == "e" or type_ == "citext":
        return ValueKind("string")
    found = kind(exp.DataType.build(type_, dialect="postgres", udt=True), "postgres")
    # In PostgreSQL, `numeric` can be NaN and infinite, too.
    return found._replace(floating=True) if type_.startswith("numeric") else found
