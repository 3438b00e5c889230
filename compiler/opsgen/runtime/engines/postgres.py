"""PostgreSQL, through psycopg 3."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from opsgen.runtime.engines import limits, secret
from opsgen.runtime.engines.driver import driver
from opsgen.runtime.engines.engine import QueryError
from opsgen.runtime.engines.server import ServerEngine, said
from opsgen.sql.dialects import DIALECTS
from opsgen.sql.fingerprints import of_transactions
from opsgen.sql.rules.relation import SourceColumn
from opsgen.sql.rules.types import ElementType, ValueKind, kind
from opsgen.sql.sources.tables import table_of
from opsgen.sql.versions import statements_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.language.connection import PostgresConnection
    from opsgen.runtime.engines.engine import EngineDatasets

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

NOTICE = """
SELECT set_config(name, '10s', false) FROM pg_settings
WHERE name = 'client_connection_check_interval' AND version() ~ 'linux|darwin|bsd'
"""
"""Ends the query of a client that was killed, which otherwise holds its locks until the query is done. Servers before
version 14 and on other systems cannot notice."""

KIND = "SELECT relkind IN ('r', 'p') FROM pg_class WHERE oid = to_regclass(%s)"
"""Whether rows are stored in a table, and have the id of the transaction that wrote them."""

CASCADES = """
SELECT conrelid::regclass FROM pg_constraint
WHERE contype = 'f' AND confrelid = to_regclass(%s) AND confdeltype IN ('c', 'n', 'd') ORDER BY 1
"""
"""The tables whose rows change with those of a table: ON DELETE CASCADE, SET NULL or SET DEFAULT."""


class PostgresEngine(ServerEngine):
    """Reads in one read-only transaction, so that all rules see the same state of the data; and writes in others."""

    transactional = True

    def __init__(self, behind: EngineDatasets, connection: PostgresConnection, writes: str | None = None) -> None:
        self._driver = driver("psycopg", "postgres")
        self._settings = connection
        self._writes = writes
        self._is_in_transaction = False
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
        connection.execute(NOTICE)
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
        if isinstance(error, self._driver.errors.InsufficientPrivilege) and "row-level security" in str(error):
            return QueryError(
                f"{said(error)}; opsgen replaces all rows of a table, so connect as the owner of the table or as a "
                "user with BYPASSRLS"
            )
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
        table = self._table(name)
        with nullcontext() if self._is_in_transaction else self.transaction():
            # The server may still run the query of a process that was killed and that wrote the same table.
            self._take_turns(table)
            for statement in statements_of("postgres").stage(table, query):
                self._execute(statement)

    def execute(self, statement: str) -> None:
        super().execute(statement)
        if not self._is_in_transaction:
            self._commit()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All statements of the block take effect at its end, or none of them if it raises."""
        self._commit()  # What was read before must not be part of it.
        self._is_in_transaction = True
        try:
            yield
        except BaseException:
            self._connection.rollback()
            raise
        finally:
            self._is_in_transaction = False
        self._commit()

    def fingerprint(
        self,
        table: exp.Table,
        columns: Sequence[str],  # noqa: ARG002
        within: exp.Expr | None = None,
    ) -> str | None:
        """Two numbers that change with the rows of a table, or those within a condition. None for a view."""
        _, found = self._run(KIND, (table.sql("postgres"),))
        if next(iter(found), None) != (True,):
            return None
        return "{rows} {total}".format_map(self.row(of_transactions(table, within)))

    def lock(self, target: exp.Table, staged: exp.Table | None = None) -> None:
        self._take_turns(target)
        if staged is None:
            return
        self._execute(f"LOCK TABLE {staged.sql('postgres')} IN SHARE ROW EXCLUSIVE MODE")
        if not self.columns(target):
            return
        name = target.sql("postgres")
        # Readers go on, and writers that are not opsgen wait.
        self._execute(f"LOCK TABLE {name} IN SHARE ROW EXCLUSIVE MODE")
        # A policy could hide rows from DELETE, which then stay beside the new ones: with this, it fails instead.
        self._execute("SET LOCAL row_security = off")
        # A key that refers to a row which is deleted and inserted again is checked at the commit, if it may be.
        self._execute("SET CONSTRAINTS ALL DEFERRED")
        _, changed = self._run(CASCADES, (name,))
        if tables := [table for (table,) in changed]:
            raise QueryError(
                f"replacing the rows of {name} would change rows of {', '.join(tables)}, whose foreign keys are ON "
                "DELETE CASCADE, SET NULL or SET DEFAULT; make them NO ACTION DEFERRABLE"
            )

    def _take_turns(self, table: exp.Table) -> None:
        """Wait until no other transaction of opsgen changes a table, and let others wait until this one ends."""
        self._execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"opsgen {table.sql('postgres')}",))

    def _commit(self) -> None:
        try:
            self._connection.commit()
        except self._errors() as error:
            self._failed()
            raise self._failure(error) from None


def _kind(type_: str, form: str) -> ValueKind:
    if form == "e" or type_ == "citext":
        return ValueKind("string")
    found = kind(exp.DataType.build(type_, dialect="postgres", udt=True), "postgres")
    # In PostgreSQL, `numeric` can be NaN and infinite, too.
    return found._replace(floating=True) if type_.startswith("numeric") else found
