"""Statements that stage and publish the rows of a table, one class for each way that servers have.

PostgreSQL and DuckDB are tested on the real thing. The others are written by their documentation; without such a server
in the tests they are not proven.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Sequence

EXPIRY = 30
"""Days after which BigQuery removes a staged table, if nothing else has."""


class TableStatements:
    """The rows of a table are replaced in a transaction."""

    ddl_in_transactions = True
    """Whether tables are created, changed and dropped in the transaction, too, and not at once."""

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect

    def stage(self, table: exp.Table, query: exp.Query) -> list[str]:
        """Create a staged table from a query. What is there is lost."""
        return [f"CREATE OR REPLACE TABLE {self._sql(table)} AS {self._sql(query)}"]

    def guard(self, ledger: exp.Table, published: Sequence[exp.Expr], entry: str | None) -> list[str]:  # noqa: ARG002
        """Let the transaction fail, or wait, if another one publishes the table.

        `published` are the conditions on the row of the ledger for what is published, the dataset first, and `entry`
        is the text in that row.
        """
        return []  # The engine locks the table.

    def replace(
        self, target: exp.Table, staged: exp.Table, columns: Sequence[str], within: exp.Expr | None
    ) -> list[str]:
        """Replace all rows of a table, or those within a condition.

        The table itself stays, and with it views, privileges, indexes and policies.
        """
        # TRUNCATE would take less time; but in PostgreSQL readers wait for it, and older snapshots see no rows.
        return [self._sql(exp.delete(target.copy(), where=within)), self._insert(target, staged, columns)]

    def _insert(self, target: exp.Table, staged: exp.Table, columns: Sequence[str]) -> str:
        return self._sql(exp.insert(_rows(staged, columns), target.copy(), columns=_identifiers(columns)))

    def _sql(self, tree: exp.Expr) -> str:
        return tree.sql(self.dialect, comments=False)


class PostgresStatements(TableStatements):
    def stage(self, table: exp.Table, query: exp.Query) -> list[str]:
        # Staged rows can be written again, so they need no write-ahead log.
        create = f"CREATE UNLOGGED TABLE {self._sql(table)} AS {self._sql(query)}"
        return [f"DROP TABLE IF EXISTS {self._sql(table)}", create]


class SnowflakeStatements(TableStatements):
    ddl_in_transactions = False  # Snowflake commits the open transaction before each DDL statement.

    def stage(self, table: exp.Table, query: exp.Query) -> list[str]:
        # A transient table has no fail-safe, which costs storage for a week.
        return [f"CREATE OR REPLACE TRANSIENT TABLE {self._sql(table)} AS {self._sql(query)}"]

    def guard(self, ledger: exp.Table, published: Sequence[exp.Expr], entry: str | None) -> list[str]:  # noqa: ARG002
        # An update locks the rows until the commit. The later transaction waits, and then reads what is published.
        name = self._sql(published[0].this)
        return [f"UPDATE {self._sql(ledger)} SET {name} = {name} WHERE {self._sql(published[0])}"]  # noqa: S608

    def replace(
        self, target: exp.Table, staged: exp.Table, columns: Sequence[str], within: exp.Expr | None
    ) -> list[str]:
        if within is not None:
            return super().replace(target, staged, columns, within)
        # One statement; privileges, policies and streams stay, which SWAP and CREATE OR REPLACE would take away.
        names = ", ".join(self._sql(name) for name in _identifiers(columns))
        return [f"INSERT OVERWRITE INTO {self._sql(target)} ({names}) {self._sql(_rows(staged, columns))}"]


class BigQueryStatements(TableStatements):
    ddl_in_transactions = False  # BigQuery refuses them there.

    def stage(self, table: exp.Table, query: exp.Query) -> list[str]:
        expiry = f"TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL {EXPIRY} DAY)"
        options = f"OPTIONS (expiration_timestamp = {expiry})"
        return [f"CREATE OR REPLACE TABLE {self._sql(table)} {options} AS {self._sql(query)}"]

    def guard(self, ledger: exp.Table, published: Sequence[exp.Expr], entry: str | None) -> list[str]:
        # The whole transaction is one script, so what it depends on is compared in the script again.
        found = exp.select(exp.Max(this=exp.column("entry", quoted=True))).from_(ledger.copy()).where(*published)
        known = exp.null() if entry is None else exp.Literal.string(entry)
        same = exp.NullSafeEQ(this=found.subquery(), expression=known)
        return [f"ASSERT {self._sql(same)} AS 'opsgen: superseded'"]

    def replace(
        self, target: exp.Table, staged: exp.Table, columns: Sequence[str], within: exp.Expr | None
    ) -> list[str]:
        # WRITE_TRUNCATE and copies drop the policy tags of columns, which expose personal data.
        return super().replace(target, staged, columns, within or exp.true())


def statements_of(dialect: str) -> TableStatements:
    return _CLASSES.get(dialect, TableStatements)(dialect)


_CLASSES: dict[str, type[TableStatements]] = {
    "postgres": PostgresStatements,
    "snowflake": SnowflakeStatements,
    "bigquery": BigQueryStatements,
}


def _rows(staged: exp.Table, columns: Sequence[str]) -> exp.Select:
    return exp.select(*(exp.column(name) for name in _identifiers(columns))).from_(staged.copy())


def _identifiers(columns: Sequence[str]) -> list[exp.Identifier]:
    return [exp.to_identifier(name, quoted=True) for name in columns]
