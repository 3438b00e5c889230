"""Trino and Starburst, through Trino's client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlglot import exp

from opsgen.runtime.engines import secret
from opsgen.runtime.engines.driver import driver
from opsgen.runtime.engines.server import ServerEngine
from opsgen.sql.dialects import DIALECTS
from opsgen.sql.rules.relation import SourceColumn
from opsgen.sql.rules.types import kind
from opsgen.sql.sources.tables import table_of

if TYPE_CHECKING:
    from opsgen.language.connection import TrinoConnection
    from opsgen.runtime.engines.engine import EngineDatasets

HTTPS = 443


class TrinoEngine(ServerEngine):
    """Reads tables and views of any catalogue."""

    def __init__(self, behind: EngineDatasets, connection: TrinoConnection) -> None:
        self._driver = driver("trino", "trino")
        self._settings = connection
        super().__init__(behind, DIALECTS["trino"])

    def _connect(self) -> Any:
        settings, password = self._settings, secret.value(self._settings.password)
        # With a password, always use TLS, whatever the port.
        encrypted = password is not None or settings.port == HTTPS
        return self._driver.dbapi.connect(
            host=settings.host,
            port=settings.port,
            user=settings.user,
            auth=self._driver.auth.BasicAuthentication(settings.user, password) if password else None,
            http_scheme="https" if encrypted else "http",
            catalog=settings.catalog,
            schema=settings.schema_name,
            source="opsgen",
            timezone="UTC",
        )

    def _errors(self) -> tuple[type[Exception], ...]:
        errors = self._driver.exceptions
        return (errors.Error, errors.HttpError, OSError)

    def _table(self, name: str) -> exp.Table:
        return table_of(self._behind.datasets[name].source, self._settings)

    def columns(self, table: exp.Table) -> list[SourceColumn]:
        schema = exp.table_("columns", db="information_schema", catalog=table.args["catalog"].copy())
        place = [("table_schema", table.db), ("table_name", table.name)]
        conditions = [exp.column(name).eq(exp.Literal.string(value.lower())) for name, value in place]
        query = exp.select("column_name", "data_type").from_(schema).where(*conditions).order_by("ordinal_position")
        _, rows = self._run(query.sql("trino"))
        return [SourceColumn(name, type_, kind(_type(type_), "trino")) for name, type_ in rows]


def _type(name: str) -> exp.DataType:
    return exp.DataType.build(name, dialect="trino", udt=True)
