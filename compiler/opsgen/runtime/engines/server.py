"""The common part of engines that use a Python database driver (PEP 249)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from opsgen.runtime.engines.engine import QueryError, UnreadableError
from opsgen.sql.rules.relation import Relation, SourceColumn
from opsgen.sql.versions import statements_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlglot import exp

    from opsgen.runtime.engines.engine import EngineDatasets, Rejected
    from opsgen.sql.dialects import Dialect

BATCH = 1000
LONGEST_MESSAGE = 300


class ServerEngine(ABC):
    """Reads tables through a driver's connection."""

    transactional = False
    """Whether a failed query aborts the transaction, so that it must be rolled back before the next query."""

    def __init__(self, behind: EngineDatasets, dialect: Dialect) -> None:
        self._behind = behind
        self._dialect = dialect
        try:
            self._connection: Any = self._connect()
        except self._errors() as error:
            raise UnreadableError(said(error)) from None

    @property
    def dialect(self) -> Dialect:
        return self._dialect

    @abstractmethod
    def _connect(self) -> Any:
        """The driver's connection. Its time zone is UTC."""

    @abstractmethod
    def _errors(self) -> tuple[type[Exception], ...]:
        """The driver's base class of errors."""

    @abstractmethod
    def columns(self, table: exp.Table) -> list[SourceColumn]:
        """The columns of a table in their order. Empty if there is no such table."""

    @abstractmethod
    def _table(self, name: str) -> exp.Table:
        """The table of a dataset, by its full name."""

    def reach(self, name: str) -> None:  # noqa: B027
        """Nothing: a server that cannot be reached fails at once, and a table when it is read."""

    def relation(self, name: str) -> Relation:
        table = self._table(name)
        try:
            columns = self.columns(table)
        except QueryError as error:
            raise UnreadableError(str(error)) from None
        if not columns:
            raise UnreadableError(f"there is no table {table.sql(self._dialect.name)} that can be read")
        return Relation(name, table, tuple(columns), self._dialect.name)

    def row(self, query: exp.Query) -> Mapping[str, Any]:
        names, rows = self._run(query.sql(self._dialect.name, comments=False))
        return {name.lower(): value for name, value in zip(names, next(rows), strict=True)}

    def rows(self, query: exp.Query) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
        return self._run(query.sql(self._dialect.name, comments=False))

    def arrival(self, name: str) -> datetime | None:  # noqa: ARG002
        return None

    def places(self, name: str, column: str, texts: Sequence[str]) -> Sequence[str]:  # noqa: ARG002
        return [""] * len(texts)

    def leave_out(self, name: str) -> Rejected | None:  # noqa: ARG002
        return None

    def progress(self) -> float | None:
        return None

    def write(self, name: str, query: exp.Query) -> None:
        for statement in statements_of(self._dialect.name).stage(self._table(name), query):
            self.execute(statement)

    def execute(self, statement: str) -> None:
        """Run a statement that returns nothing. Raises QueryError."""
        self._execute(statement)

    def lock(self, target: exp.Table, staged: exp.Table | None = None) -> None:  # noqa: B027
        """Nothing, where a statement of the transaction locks the ledger."""

    def fingerprint(
        self,
        table: exp.Table,  # noqa: ARG002
        columns: Sequence[str],  # noqa: ARG002
        within: exp.Expr | None = None,  # noqa: ARG002
    ) -> str | None:
        """None: such a server bills for what it reads."""
        return None

    def close(self) -> None:
        self._connection.close()

    def _run(self, sql: str, parameters: Any = None) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
        cursor = self._execute(sql, parameters)
        return [column[0] for column in cursor.description], self._fetch(cursor)

    def _execute(self, sql: str, parameters: Any = None) -> Any:
        cursor = self._connection.cursor()
        try:
            cursor.execute(sql, parameters) if parameters else cursor.execute(sql)
        except self._errors() as error:
            self._failed()
            raise self._failure(error) from None
        return cursor

    def _fetch(self, cursor: Any) -> Iterator[tuple[Any, ...]]:
        while True:
            try:
                rows = cursor.fetchmany(BATCH)
            except self._errors() as error:
                self._failed()
                raise self._failure(error) from None
            if not rows:
                return
            yield from map(tuple, rows)

    def _failure(self, error: Exception) -> QueryError:
        """Translate a driver's error."""
        return QueryError(said(error))

    def _failed(self) -> None:
        """Make the connection usable again after a query that failed."""
        if self.transactional:
            self._connection.rollback()


def said(error: Exception) -> str:
    """The message of an error, on one line and shortened."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].strip()[:LONGEST_MESSAGE]
