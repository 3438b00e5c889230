"""Snowflake, through its own connector."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from opsgen.runtime.engines import secret
from opsgen.runtime.engines.driver import driver
from opsgen.runtime.engines.engine import QueryError
from opsgen.runtime.engines.server import ServerEngine
from opsgen.sql.dialects import DIALECTS
from opsgen.sql.rules.relation import SourceColumn
from opsgen.sql.rules.types import kind
from opsgen.sql.sources.tables import table_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from opsgen.language.connection import SnowflakeConnection
    from opsgen.runtime.engines.engine import EngineDatasets

SESSION = {"TIMEZONE": "UTC", "TIMESTAMP_TYPE_MAPPING": "TIMESTAMP_NTZ", "QUOTED_IDENTIFIERS_IGNORE_CASE": False}
ABSENT = 2003
"""Snowflake's number of the error about a table that does not exist, or that the role may not see."""


class AbsentTableError(QueryError):
    """There is no such table."""


class SnowflakeEngine(ServerEngine):
    """Reads tables and views."""

    def __init__(self, behind: EngineDatasets, connection: SnowflakeConnection) -> None:
        self._driver = driver("snowflake.connector", "snowflake")
        self._settings = connection
        super().__init__(behind, DIALECTS["snowflake"])

    def _connect(self) -> Any:
        settings = self._settings
        key = secret.value(settings.private_key)
        credentials = {"private_key": _der(key)} if key else {"password": secret.value(settings.password)}
        return self._driver.connect(
            account=settings.account,
            user=settings.user,
            role=settings.role,
            warehouse=settings.warehouse,
            database=settings.database,
            schema=settings.schema_name,
            application="opsgen",
            session_parameters=SESSION,
            **credentials,
        )

    def _errors(self) -> tuple[type[Exception], ...]:
        return (self._driver.errors.Error,)

    def _table(self, name: str) -> exp.Table:
        return table_of(self._behind.datasets[name].source, self._settings)

    def columns(self, table: exp.Table) -> list[SourceColumn]:
        try:
            _, rows = self._run(f"DESCRIBE TABLE {table.sql('snowflake')}")
        except AbsentTableError:
            return []
        return [_column(row[0], row[1]) for row in rows]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All statements of the block take effect at its end, or none of them if it raises."""
        self._execute("BEGIN")
        try:
            yield
        except BaseException:
            with suppress(QueryError):
                self._execute("ROLLBACK")
            raise
        self._execute("COMMIT")

    def _failure(self, error: Exception) -> QueryError:
        if getattr(error, "errno", None) == ABSENT:
            return AbsentTableError(str(super()._failure(error)))
        return super()._failure(error)

    def arrival(self, name: str) -> datetime | None:
        newest: datetime | None = self.row(last_altered(self._table(name)))["newest"]
        return newest


def last_altered(table: exp.Table) -> exp.Select:
    """When a table last changed. Null for a view, since Snowflake only knows when its definition changed."""
    catalogue = exp.table_("tables", db="information_schema", catalog=table.args["catalog"].copy())
    found = [exp.column("table_schema").eq(_stored(table.args["db"])), exp.column("table_name").eq(_stored(table.this))]
    newest = exp.Max(this=exp.column("last_altered"))
    return exp.select(exp.alias_(newest, "newest")).from_(catalogue).where(*found, exp.column("table_type").neq("VIEW"))


def _stored(name: exp.Identifier) -> exp.Literal:
    """A name as Snowflake stores it: in upper case, unless it is quoted."""
    return exp.Literal.string(name.name if name.args.get("quoted") else name.name.upper())


def _column(name: str, type_: str) -> SourceColumn:
    # In Snowflake, every floating-point type has double precision.
    found = kind(exp.DataType.build(type_, dialect="snowflake", udt=True), "snowflake")._replace(single=False)
    return SourceColumn(name, type_, found)


def _der(pem: str) -> bytes:
    """A private key in the format that the connector needs."""
    serialization = driver("cryptography.hazmat.primitives.serialization", "snowflake")
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    der: bytes = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return der
