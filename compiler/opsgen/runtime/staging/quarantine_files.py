"""Rows of a dataset in files that are quarantined: one file for each partition, or one for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.emit import fsync
from opsgen.emit.atomic_file import refuse_read_only
from opsgen.graph.rules import quarantine_path
from opsgen.runtime.staging.files import LocalFileStore, give_access
from opsgen.runtime.staging.source import with_path
from opsgen.runtime.staging.store import moved_after_check

if TYPE_CHECKING:
    from opsgen.language.dataset import Source
    from opsgen.runtime.staging.ledger import Entry


class QuarantineFiles(LocalFileStore):
    """The path of the source has one `*`, for the key of the partition."""

    def accept(self, entry: Entry, *, is_added: bool) -> None:  # noqa: ARG002
        staged, target = self._staged_path(entry.version), self._target(entry.partition)
        checked = entry.quarantined.identity if entry.quarantined is not None else ""
        found = self.identity(entry.version)
        if found is None and self.content(entry.partition) == checked:
            return  # The process was killed after this rename.
        if found != checked:
            raise moved_after_check(str(target))
        refuse_read_only(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        give_access(staged, target)
        fsync.sync([staged])
        staged.replace(target)
        fsync.sync([target.parent])
        self._remove(staged, entry.version)

    def content(self, partition: str) -> str:
        return LocalFileStore(self._of(partition), self._root).content("")

    def _of(self, partition: str) -> Source:
        return with_path(self._source, quarantine_path(self._source.path or "", partition))
