"""The interface of stores. A store holds the versions of one dataset: the published one, and staged ones."""

from __future__ import annotations

from abc import ABC, abstractmethod
from hashlib import sha256
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from opsgen.runtime.staging.run_id import of_kept

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from opsgen.language.dataset import Source
    from opsgen.runtime.staging.ledger import Entry, Ledger, Version


class SupersededError(Exception):
    """Another version was published since this one was begun. Nothing was changed."""


class StagingError(Exception):
    """A version cannot be staged or published; the message says why, and what to do."""


class ChangedError(Exception):
    """Staged data is not what was checked. Nothing was published."""


class NotStagedError(StagingError):
    """Data at this place cannot be staged at all, whatever it is."""


class Output(NamedTuple):
    """Where a command writes a version. It does not exist when the command starts."""

    address: str
    """A path, a URI, or `schema.table`."""
    kind: Literal["file", "folder", "table"]


def digest(lines: Iterable[str]) -> str:
    """SHA-256 of lines in any order."""
    return sha256("\n".join(sorted(lines)).encode()).hexdigest()


def kept(version: Version) -> Version:
    """Names the rows of a version that stay while others are quarantined."""
    return version._replace(run=of_kept(version.run))


def moved_after_check(what: str) -> StagingError:
    """The error for quarantined rows that are not those which the check counted."""
    return StagingError(f"the rows to be moved to {what} were changed after the check; write the version again")


class Quarantine(Protocol):
    """Where rows of a dataset are quarantined: staged beside a version of it, and published with that version."""

    def identity(self, version: Version) -> str | None:
        """A token of the staged rows, which changes with them. None if none are staged."""
        ...

    def staged(self, version: Version) -> Source:
        """The source that reads the staged rows."""
        ...

    def accept(self, entry: Entry, *, is_added: bool) -> None:
        """Publish the rows that were moved out of a version, as a part of publishing the version.

        They take the place of what was quarantined of the same partition; with `is_added`, only of the same run.
        """
        ...

    def discard(self, entry: Entry) -> None:
        """Remove the staged rows, if there are any."""
        ...


class Store(ABC):
    """Versions of one dataset, and its ledger."""

    quarantine: Quarantine | None = None
    """Where rows of this dataset are quarantined. None if no rule moves rows."""

    @abstractmethod
    def ledger(self) -> Ledger:
        """The ledger as it is now. Raises LedgerError."""

    @abstractmethod
    def change(self, update: Callable[[Ledger], Ledger]) -> Ledger:
        """Change the ledger. No other change comes between what `update` reads and what it returns."""

    @abstractmethod
    def content(self, partition: str) -> str:
        """A token of what is published of a partition, which changes whenever somebody writes it."""

    def base(self, partition: str) -> str:
        """A token of what is published of a partition, which changes with every publication, too."""
        return self.content(partition)

    def token(self, partitions: Sequence[str] | None) -> str:
        """A token of what is published of some partitions, or of everything. It costs little: no row is read."""
        if partitions is None:
            return self.content("")
        return digest(f"{each} {self.content(each)}" for each in partitions)

    def is_recorded(self, partition: str) -> bool:
        """Whether what is published of a partition is what opsgen has published last."""
        published = self.ledger().published(partition)
        return published is not None and published.identity == self.content(partition)

    @abstractmethod
    def identity(self, version: Version) -> str | None:
        """A token of staged data, which changes with it. None if nothing is staged."""

    @abstractmethod
    def staged(self, version: Version) -> Source:
        """The source that reads a staged version."""

    @abstractmethod
    def output(self, version: Version) -> Output:
        """Where a command writes a staged version."""

    def clear(self, entry: Entry) -> None:
        """Prepare the place of a staged version: what is there is removed, and a command can write it."""
        self.discard(entry)

    @abstractmethod
    def publish(self, entry: Entry) -> None:
        """Make a staged version the published one, completely or not at all, and record it.

        Raises SupersededError if something else was published since it was begun, and ChangedError if the staged
        data has changed since it passed its checks.
        """

    def refuse_changed(self, entry: Entry) -> None:
        """Raise ChangedError if staged data has changed since it passed its checks."""
        if entry.state == "passed" and self.identity(entry.version) != entry.identity:
            raise ChangedError

    @abstractmethod
    def discard(self, entry: Entry) -> None:
        """Remove a staged version, if it is there. The ledger stays as it is."""

    def keep(self, version: Version) -> None:
        """Let the rows that are staged for `kept(version)` take the place of those of the version."""
        raise NotStagedError(f"rows of run {version.run} cannot be quarantined, where the data is")
