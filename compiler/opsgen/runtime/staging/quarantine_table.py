"""Rows of a dataset that is a table, quarantined in another table of the same database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.graph.rules import LABELS, WHOLE
from opsgen.runtime.staging.store import moved_after_check
from opsgen.runtime.staging.tables import TableStore

if TYPE_CHECKING:
    from opsgen.runtime.staging.ledger import Entry


class QuarantineTable(TableStore):
    """It writes in the transaction that publishes the other table, through the same engine."""

    def accept(self, entry: Entry, *, is_added: bool) -> None:
        staged = self._staged_table(entry.version)
        columns = self._engine.columns(staged)
        if entry.quarantined is None or self.identity(entry.version) != entry.quarantined.identity:
            raise moved_after_check(self._name)
        self._engine.lock(self._target, staged)
        self._fit(staged, columns)
        _, run, partition = LABELS
        within = self._is(run, entry.run) if is_added else self._is(partition, entry.partition or WHOLE)
        for statement in self._statements.replace(self._target, staged, [column.name for column in columns], within):
            self._engine.execute(statement)
