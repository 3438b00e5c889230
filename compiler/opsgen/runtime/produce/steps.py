"""The steps that make a version of a dataset: write, check, publish.

Each can run in a process of its own, as Airflow runs them, because what they share is in the ledger. A process that is
killed leaves the published version as it was, or as it should be.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from opsgen.graph.partitioned import materialization_of
from opsgen.graph.partitions.declared import partitioning_of
from opsgen.graph.rules import quarantine_of
from opsgen.runtime.check.result import Outcome
from opsgen.runtime.check.run import check
from opsgen.runtime.engines.open import Engines
from opsgen.runtime.produce.future import Staged, check_increment
from opsgen.runtime.produce.inputs import input_tokens
from opsgen.runtime.produce.partition import StagedPartition, check_partition, refuse_rows_outside
from opsgen.runtime.produce.quarantine import split, with_quarantined
from opsgen.runtime.produce.task import Attempt, task_of
from opsgen.runtime.staging.ledger import Entry, timestamp
from opsgen.runtime.staging.open import store_of
from opsgen.runtime.staging.source import graph_with
from opsgen.runtime.staging.store import ChangedError, StagingError, SupersededError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph
    from opsgen.graph.partitions.keys import Key
    from opsgen.language.dataset import Source
    from opsgen.runtime.check.result import CheckResult
    from opsgen.runtime.check.run import Options
    from opsgen.runtime.engines.engine import Engine
    from opsgen.runtime.produce.task import Task
    from opsgen.runtime.staging.ledger import Ledger, Version
    from opsgen.runtime.staging.store import Store


@dataclass(frozen=True, slots=True)
class Production:
    """A version of a dataset to be made."""

    graph: EnvironmentGraph
    dataset: str
    version: Version
    folder: Path
    """The project's folder."""
    kept: timedelta
    """How long a rejected version is kept, at most."""
    key: Key | None = None
    """The partition; None where the version is the whole dataset."""
    model_files: Path | None = None
    """Where the files of the model are that makes it, if they were fetched for it."""

    @property
    def attempt(self) -> Attempt:
        return Attempt(self.version.run, self.key, partitioning_of(self.graph.spec.datasets[self.dataset]))

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The store of the dataset. It is open for as short as possible: others may wait for the same database."""
        engines = Engines(self.graph, [self.dataset], self.folder, writes=self.dataset)

        def engine() -> Engine:
            opened = engines.of(self.dataset)
            opened.reach(self.dataset)
            return opened

        try:
            yield store_of(self.graph, self.dataset, self.folder, engine)
        finally:
            engines.close()


def write(made: Production) -> None:
    """Write the version to its staged place. What is published stays as it is.

    Raises StagingError, and whatever the SQL or the command raises.
    """
    task = task_of(made.graph, made.dataset, made.folder, made.model_files)
    tokens = input_tokens(made.graph, made.dataset, made.key, task.inputs, made.folder)
    with made.store() as store:
        output, staged = store.output(made.version), store.staged(made.version)
        _remove_abandoned(made, store)
        base = store.base(made.version.partition)
        entry = Entry(*made.version, "writing", timestamp(), base, place=output.address, code=task.code, inputs=tokens)
        # It is recorded before anything of it is on the disk: a killed process leaves nothing that is unknown.
        store.change(lambda ledger: ledger.keep(entry))
        store.clear(entry)
    try:
        task.run(graph_with(made.graph, made.dataset, staged), made.attempt, output)
        _accept(made, task, entry, staged)
    except Exception:
        _give_up(made, entry)
        raise


def _accept(made: Production, task: Task, entry: Entry, staged: Source) -> None:
    """Record that the version is staged, if the task has written it, and nothing else."""
    with made.store() as store:
        identity = store.identity(made.version)
        if identity is None:
            raise StagingError(f"{task} ended without an error, but it did not write to OPSGEN_OUTPUT")
        if store.base(made.version.partition) != entry.base and not _is_published_meanwhile(store, entry):
            raise StagingError(f"{task} wrote to the dataset itself, and not to OPSGEN_OUTPUT")
        if made.key is None and quarantine_of(made.dataset, made.graph.spec.datasets[made.dataset]) is None:
            complete = entry.now("staged", identity=identity)
            store.change(lambda ledger: ledger.keep(complete))
            return
    # The rows are read with the store closed: a database of DuckDB's is open in one place at a time.
    if made.key is not None:
        refuse_rows_outside(StagedPartition(made.graph, made.dataset, staged, made.key, made.folder))
    quarantined = split(made)
    with made.store() as store:
        if quarantined is not None and quarantined.rows:
            identity = store.identity(made.version) or ""
        done = entry.now("staged", identity=identity, quarantined=quarantined)
        store.change(lambda ledger: ledger.keep(done))


def judge(made: Production, project: str, options: Options) -> CheckResult:
    """Check the rules of the dataset on the staged version, and record whether it passed."""
    with made.store() as store:
        entry, staged = _staged(made, store.ledger()), store.staged(made.version)
        identity = store.identity(made.version)
    if made.key is not None:
        part = StagedPartition(made.graph, made.dataset, staged, made.key, made.folder)
        result = check_partition(part, project, options)
    elif materialization_of(made.graph.spec.datasets[made.dataset]).mode == "incremental":
        result = check_increment(Staged(made.graph, made.dataset, staged), project, options)
    else:
        result = check(graph_with(made.graph, made.dataset, staged), [made.dataset], project, options)
    result = with_quarantined(made, result, entry.quarantined)
    if result.outcome is not Outcome.ERROR:  # What could not be read can be checked again.
        rows, is_rejected = result.datasets[0].rows, result.outcome is Outcome.FAIL
        judged = entry.now("rejected" if is_rejected else "passed", identity=identity or "", rows=rows)
        with made.store() as store:
            store.change(lambda ledger: ledger.keep(judged))
    return result


def publish(made: Production) -> Entry:
    """Publish the version if it passed, and return its record. A version that is published already stays so.

    Raises SupersededError if another version was published meanwhile, and StagingError if this one did not pass.
    """
    with made.store() as store:
        ledger = store.ledger()
        published = ledger.published(made.version.partition)
        if ledger.staged(made.version) is None and published is not None and published.run == made.version.run:
            return published
        entry = _staged(made, ledger)
        _refuse_unchecked(made, entry)
        try:
            store.publish(entry)
        except ChangedError:
            named = f"version {entry.run} of {made.dataset}"
            raise StagingError(f"{named} was changed after its check, so it is not published; write it again") from None
        except SupersededError:
            raise SupersededError(_superseded(made, store)) from None
        return store.ledger().published(made.version.partition) or entry


def _remove_abandoned(made: Production, store: Store) -> None:
    for entry in store.ledger().abandoned(made.version.partition, made.kept):
        store.discard(entry)
        store.change(lambda ledger, entry=entry: ledger.drop(entry))  # type: ignore[misc]


def _give_up(made: Production, entry: Entry) -> None:
    """Remove what a failed task has written. It is removed later if that cannot be done now."""
    with suppress(Exception), made.store() as store:
        store.discard(entry)
        store.change(lambda ledger: ledger.drop(entry))


def _staged(made: Production, ledger: Ledger) -> Entry:
    entry = ledger.staged(made.version)
    if entry is None or entry.state == "writing":
        raise StagingError(f"run {made.version.run} has not staged {made.dataset}; its step `write` comes first")
    return entry


def _refuse_unchecked(made: Production, entry: Entry) -> None:
    named = f"version {entry.run} of {made.dataset}"
    if entry.state == "rejected":
        raise StagingError(f"{named} failed its checks, so it is not published; it is kept at {entry.place}")
    if entry.state == "staged":
        raise StagingError(f"{named} is not checked, so it is not published; its step `check` comes first")


def _is_published_meanwhile(store: Store, entry: Entry) -> bool:
    """Whether a run of opsgen published the dataset since this version was begun, and nothing else wrote to it."""
    published = store.ledger().published(entry.partition)
    return published is not None and published.run != entry.run and store.is_recorded(entry.partition)


def _superseded(made: Production, store: Store) -> str:
    partition = made.version.partition
    published = store.ledger().published(partition)
    is_known = published is not None and published.run != made.version.run and store.is_recorded(partition)
    by = f"by run {published.run} at {published.at}" if published and is_known else "by something else than opsgen"
    return f"{made.dataset} was published meanwhile {by}; version {made.version.run} is not published"
