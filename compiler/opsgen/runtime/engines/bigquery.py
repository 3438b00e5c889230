"""Google BigQuery, through Google's client, with the application default credentials."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from opsgen.runtime.engines.driver import driver
from opsgen.runtime.engines.engine import QueryError
from opsgen.runtime.engines.server import ServerEngine, said
from opsgen.sql.dialects import DIALECTS
from opsgen.sql.rules.relation import SourceColumn
from opsgen.sql.rules.types import ElementType, ValueKind, kind
from opsgen.sql.sources.columns import moment
from opsgen.sql.sources.tables import table_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from opsgen.language.connection import BigQueryConnection
    from opsgen.runtime.engines.engine import EngineDatasets

STANDARD = {"INTEGER": "INT64", "FLOAT": "FLOAT64", "BOOLEAN": "BOOL", "RECORD": "STRUCT"}
"""BigQuery's legacy names of types, which its API still returns."""


class BigQueryEngine(ServerEngine):
    """Reads tables and views."""

    def __init__(self, behind: EngineDatasets, connection: BigQueryConnection) -> None:
        self._bigquery = driver("google.cloud.bigquery", "bigquery")
        self._dbapi = driver("google.cloud.bigquery.dbapi", "bigquery")
        exceptions = driver("google.api_core.exceptions", "bigquery")
        self._google: type[Exception] = exceptions.GoogleAPIError
        self._absent: type[Exception] = exceptions.NotFound
        self._auth: type[Exception] = driver("google.auth.exceptions", "bigquery").GoogleAuthError
        self._settings = connection
        self._script: list[str] | None = None
        super().__init__(behind, DIALECTS["bigquery"])

    def _connect(self) -> Any:
        self._client = self._bigquery.Client(project=self._settings.project, location=self._settings.location)
        return self._dbapi.connect(self._client, prefer_bqstorage_client=False)

    def _errors(self) -> tuple[type[Exception], ...]:
        return (self._dbapi.Error, self._google, self._auth)

    def _table(self, name: str) -> exp.Table:
        return table_of(self._behind.datasets[name].source, self._settings)

    def columns(self, table: exp.Table) -> list[SourceColumn]:
        try:
            found = self._client.get_table(".".join(part.name for part in table.parts))
        except self._absent:
            return []
        except self._errors() as error:
            raise QueryError(said(error)) from None
        return [_column(field) for field in found.schema]

    def execute(self, statement: str) -> None:
        if self._script is None:
            super().execute(statement)
        else:
            self._script.append(statement)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Collect the statements of the block, and run them as one script at its end.

        A transaction of BigQuery lives in a session or in a script, and queries of the driver share no session.
        """
        self._script = []
        try:
            yield
            statements = self._script
        finally:
            self._script = None
        if statements:
            self._execute(";\n".join(["BEGIN TRANSACTION", *statements, "COMMIT TRANSACTION;"]))

    def arrival(self, name: str) -> datetime | None:
        modified: datetime | None = self._described(self._table(name)).modified
        return modified

    def _described(self, table: exp.Table) -> Any:
        try:
            return self._client.get_table(".".join(part.name for part in table.parts))
        except self._errors() as error:
            raise QueryError(said(error)) from None


def _column(field: Any) -> SourceColumn:
    type_, found = _inner(field)
    read = moment(field.name) if type_ == "TIMESTAMP" else None
    return SourceColumn(field.name, type_, found, read)


def _inner(field: Any) -> ElementType:
    """The type of a field of a table's schema, or of a field within it."""
    standard = STANDARD.get(field.field_type, field.field_type)
    if standard == "STRUCT":
        fields = tuple((each.name, _inner(each)) for each in field.fields)
        found = ValueKind("object", fields=fields)
    elif standard == "FLOAT64":
        found = ValueKind("number", floating=True)
    else:
        found = kind(exp.DataType.build(standard, dialect="bigquery", udt=True), "bigquery")
    if field.mode == "REPEATED":
        return ElementType(f"ARRAY<{standard}>", ValueKind("array", item=ElementType(standard, found)))
    return ElementType(standard, found)
