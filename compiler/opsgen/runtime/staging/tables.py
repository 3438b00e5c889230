"""Versions of a dataset that is a table: staged in a schema of its own, and published by one transaction.

The rows of the target are replaced, and never the table: views, privileges, indexes and policies stay.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import nullcontext
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from sqlglot import exp

from opsgen.runtime.engines.engine import Engine, QueryError
from opsgen.runtime.staging.ledger import Entry, Ledger, LedgerError, Version, entries, text
from opsgen.runtime.staging.merge import Merge
from opsgen.runtime.staging.rounding import refuse_rounding
from opsgen.runtime.staging.source import with_table
from opsgen.runtime.staging.store import Output, StagingError, Store, SupersededError, digest, kept
from opsgen.sql.safety import DIALECTS
from opsgen.sql.sources.tables import table_of
from opsgen.sql.versions import statements_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from opsgen.graph.partitioned import Materialization
    from opsgen.language.connection import Connection
    from opsgen.language.dataset import Source
    from opsgen.sql.rules.relation import SourceColumn
    from opsgen.sql.rules.types import Family

SCHEMA = "opsgen_staged"
"""The schema of staged tables and of the ledger."""
LEDGER_COLUMNS = ("dataset", "partition", "run", "state", "entry")
_SHOWN = 24
"""How many characters of a table's name are in the name of its staged tables, which some servers limit to 63."""


class TableEngine(Engine, Protocol):
    """An engine that writes tables."""

    def columns(self, table: exp.Table) -> Sequence[SourceColumn]:
        """The columns of a table. Empty if there is no such table."""
        ...

    def execute(self, statement: str) -> None:
        """Run a statement that returns nothing. Raises QueryError."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """All statements of the block take effect at its end, or none of them if it raises."""
        ...

    def lock(self, target: exp.Table, staged: exp.Table | None = None) -> None:
        """Keep other transactions from changing the ledger of a table until this one ends. They may read.

        With the staged rows that replace those of the table, both are locked, too. Raises QueryError if the rows cannot
        be replaced.
        """
        ...

    def fingerprint(self, table: exp.Table, columns: Sequence[str], within: exp.Expr | None = None) -> str | None:
        """A token that changes with the rows of a table, or those within a condition. None if there is none that costs
        no more than reading the table."""
        ...


class TableStore(Store):
    """`engine` opens the engine when it is first needed. `within` gives the condition on the rows of a
    partition, by its key and the columns of the table; it is None where the whole table is replaced."""

    def __init__(
        self,
        engine: Callable[[], TableEngine],
        source: Source,
        connection: Connection,
        within: Callable[[str, Sequence[SourceColumn]], exp.Expr | None] | None = None,
        materialization: Materialization | None = None,
    ) -> None:
        self._open = engine
        self._source = source
        self._connection = connection
        self._within = within
        self._materialization = materialization
        self._dialect = DIALECTS[connection.type]
        self._target = table_of(source, connection)
        self._name = self._target.sql(self._dialect)
        self._ledger = self._in_schema("ledger")
        self._statements = statements_of(self._dialect)

    @property
    def _is_merged(self) -> bool:
        return self._materialization is not None and self._materialization.mode == "incremental"

    @cached_property
    def _engine(self) -> TableEngine:
        return self._open()

    def ledger(self) -> Ledger:
        if not self._engine.columns(self._ledger):
            return Ledger()
        query = exp.select(_column("entry")).from_(self._ledger.copy()).where(self._is("dataset", self._name))
        try:
            return Ledger(tuple(entries(json.loads(found) for (found,) in self._engine.rows(query)[1])))
        except (ValueError, TypeError) as error:
            raise LedgerError(f"{self._sql(self._ledger)} has entries that are not opsgen's ({error})") from None

    def change(self, update: Callable[[Ledger], Ledger]) -> Ledger:
        self._create_ledger()
        with self._engine.transaction():
            self._engine.lock(self._target)
            return self._write(update)

    def base(self, partition: str) -> str:
        return f"{self.ledger().published_token(partition)} {self.content(partition)}".rstrip()

    def content(self, partition: str) -> str:
        if self._is_merged:  # Rows that others write meanwhile stay.
            return ""
        columns = self._engine.columns(self._target)
        if not columns:
            return "absent"
        names = [column.name for column in columns]
        return self._engine.fingerprint(self._target, names, self._rows_of(partition, columns)) or ""

    def token(self, partitions: Sequence[str] | None) -> str:
        ledger = self.ledger()
        if partitions is None:
            partitions = [each.partition for each in ledger.entries if each.state == "published"]
        return digest(f"{each} {ledger.published_token(each)}" for each in partitions)

    def is_recorded(self, partition: str) -> bool:
        return not self.content(partition) or super().is_recorded(partition)

    def identity(self, version: Version) -> str | None:
        table = self._staged_table(version)
        columns = self._engine.columns(table)
        if not columns:
            return None
        if token := self._engine.fingerprint(table, [column.name for column in columns]):
            return token
        count = exp.alias_(exp.Count(this=exp.Star()), "rows", quoted=True)
        return str(self._engine.row(exp.select(count).from_(table))["rows"])

    def staged(self, version: Version) -> Source:
        return with_table(self._source, f"{SCHEMA}.{self._staged_name(version)}")

    def output(self, version: Version) -> Output:
        self._create_ledger()
        return Output(f"{SCHEMA}.{self._staged_name(version)}", "table")

    def publish(self, entry: Entry) -> None:
        published = self._published(entry)
        columns = self._engine.columns(self._staged_table(entry.version))
        if not columns:
            raise StagingError(f"there is no staged table {self._sql(self._staged_table(entry.version))}")
        if not self._statements.ddl_in_transactions:
            self._fit(self._staged_table(entry.version), columns)
        try:
            self._commit(entry, published, columns)
        except QueryError:
            self._published(entry)  # Servers without locks let the later of two transactions fail.
            raise
        if not self._statements.ddl_in_transactions:
            self.discard(entry)

    def _commit(self, entry: Entry, published: Entry | None, columns: Sequence[SourceColumn]) -> None:
        staged, is_whole = self._staged_table(entry.version), self._statements.ddl_in_transactions
        with self._engine.transaction():
            self._engine.lock(self._target, staged)
            for statement in self._guard(entry.partition, published):
                self._engine.execute(statement)
            if self.base(entry.partition) != entry.base:
                raise SupersededError
            self.refuse_changed(entry)
            if is_whole:
                self._fit(staged, columns)
            refuse_rounding(staged, columns, self._engine.columns(self._target), self._dialect, self._count)
            self._replace_rows(entry, staged, columns)
            if self.quarantine is not None:
                self.quarantine.accept(entry, is_added=self._is_merged)
            done = entry.now("published", identity=self.content(entry.partition))
            self._write(lambda ledger: ledger.drop(entry).keep(done))
            if is_whole:
                self.discard(entry)

    def _published(self, entry: Entry) -> Entry | None:
        """What is published. Raises SupersededError if it is not what the version was begun with."""
        ledger = self.ledger()
        if ledger.published_token(entry.partition) != entry.base.partition(" ")[0]:
            raise SupersededError
        return ledger.published(entry.partition)

    def _guard(self, partition: str, published: Entry | None) -> list[str]:
        same = {"dataset": self._name, "partition": partition, "state": "published"}
        where = [self._is(column, value) for column, value in same.items()]
        return self._statements.guard(self._ledger, where, None if published is None else text(published))

    def discard(self, entry: Entry) -> None:
        self._engine.execute(f"DROP TABLE IF EXISTS {self._sql(self._staged_table(entry.version))}")
        if self.quarantine is not None:
            self._engine.execute(f"DROP TABLE IF EXISTS {self._sql(self._staged_table(kept(entry.version)))}")
            self.quarantine.discard(entry)

    def keep(self, version: Version) -> None:
        self._engine.execute(f"DROP TABLE {self._sql(self._staged_table(version))}")
        name = exp.to_identifier(self._staged_name(version))
        self._engine.execute(f"ALTER TABLE {self._sql(self._staged_table(kept(version)))} RENAME TO {self._sql(name)}")

    def _fit(self, staged: exp.Table, columns: Sequence[SourceColumn]) -> None:
        """Create the target, or add the columns that it lacks."""
        target = self._engine.columns(self._target)
        if not target:
            like = exp.select(exp.Star()).from_(staged.copy()).where(exp.false())
            self._engine.execute(f"CREATE TABLE {self._name} AS {self._sql(like)}")
            return
        for column in self._added(columns, target):
            name = exp.to_identifier(column.name, quoted=True)
            self._engine.execute(f"ALTER TABLE {self._name} ADD COLUMN {self._sql(name)} {column.type}")

    def _replace_rows(self, entry: Entry, staged: exp.Table, columns: Sequence[SourceColumn]) -> None:
        if self._materialization is not None and self._is_merged:
            merge = Merge(self._target, staged, [column.name for column in columns], self._materialization)
            merge.refuse_conflicts(self._count)
            for change in merge.statements():
                self._engine.execute(self._sql(change))
            return
        within, names = self._rows_of(entry.partition, columns), [column.name for column in columns]
        for statement in self._statements.replace(self._target, staged, names, within):
            self._engine.execute(statement)

    def _count(self, query: exp.Query) -> int:
        return int(self._engine.row(query)["rows"])

    def _rows_of(self, partition: str, columns: Sequence[SourceColumn]) -> exp.Expr | None:
        """The condition on the rows of a partition. None where it is the whole table."""
        return self._within(partition, columns) if self._within is not None and partition else None

    def _added(self, staged: Sequence[SourceColumn], target: Sequence[SourceColumn]) -> list[SourceColumn]:
        """The columns that are new. Any other change of shape is refused: readers would break."""
        known = {column.name: column.kind.family for column in target}
        made = {column.name: column.kind.family for column in staged}
        if not all(_fits(made.get(name), family) for name, family in known.items()):
            raise StagingError(
                f"the new rows do not fit {self._name}, and changing it would break its readers; "
                f"its columns are {_described(target)}; those of the new rows are {_described(staged)}; "
                "change the SQL, or change the table by hand first"
            )
        return [column for column in staged if column.name not in known]

    def _write(self, update: Callable[[Ledger], Ledger]) -> Ledger:
        before = self.ledger()
        after = update(before)
        for entry in (each for each in before.entries if each not in after.entries):
            same = {"dataset": self._name, "partition": entry.partition, "run": entry.run, "state": entry.state}
            where = exp.and_(*(self._is(column, value) for column, value in same.items()))
            self._engine.execute(self._sql(exp.delete(self._ledger.copy(), where=where)))
        for entry in (each for each in after.entries if each not in before.entries):
            row = (self._name, entry.partition, entry.run, entry.state, text(entry))
            values = exp.select(*map(exp.Literal.string, row))
            names = [exp.to_identifier(name, quoted=True) for name in LEDGER_COLUMNS]
            self._engine.execute(self._sql(exp.insert(values, self._ledger.copy(), columns=names)))
        return after

    def _create_ledger(self) -> None:
        text = exp.DataType.build("text").sql(self._dialect)
        columns = ", ".join(f"{self._sql(_column(name))} {text}" for name in LEDGER_COLUMNS)
        schema = exp.Table(this=self._ledger.args["db"].copy(), db=self._ledger.args.get("catalog"))
        table = f"CREATE TABLE IF NOT EXISTS {self._sql(self._ledger)} ({columns})"
        try:
            if self._engine.columns(self._ledger):
                return
            try:
                self._create(table)
            except QueryError:
                # It comes second, because servers refuse it to users without the right, even if the schema exists.
                self._create(f"CREATE SCHEMA IF NOT EXISTS {self._sql(schema)}", table)
        except QueryError as error:
            raise StagingError(
                f"opsgen stages rows in the schema {self._sql(schema)} before it checks them, and cannot create tables "
                f"there: {error}; create the schema, and grant the user of the connection USAGE and CREATE on it"
            ) from None

    def _create(self, *statements: str) -> None:
        with self._engine.transaction() if self._statements.ddl_in_transactions else nullcontext():
            # Of two processes that create a schema at once, the second would fail.
            self._engine.lock(self._ledger)
            for statement in statements:
                self._engine.execute(statement)

    def _staged_table(self, version: Version) -> exp.Table:
        return self._in_schema(self._staged_name(version))

    def _staged_name(self, version: Version) -> str:
        of_target = hashlib.sha256(f"{self._name} {version.partition}".encode()).hexdigest()[:8]
        shown = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in self._target.name.lower())
        return f"{shown[:_SHOWN]}_{of_target}_{version.run}"

    def _in_schema(self, name: str) -> exp.Table:
        return table_of(with_table(self._source, f"{SCHEMA}.{name}"), self._connection)

    def _is(self, column: str, value: str) -> exp.Expr:
        return _column(column).eq(exp.Literal.string(value))

    def _sql(self, tree: exp.Expr) -> str:
        return tree.sql(self._dialect, comments=False)


def _column(name: str) -> exp.Column:
    return exp.column(name, quoted=True)


def _fits(family: Family | None, target: Family) -> bool:
    return family == target or (family == "integer" and target == "number")


def _described(columns: Sequence[SourceColumn]) -> str:
    return ", ".join(f"{column.name} {column.type}" for column in columns)
