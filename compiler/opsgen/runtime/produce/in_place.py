"""The same steps for a dataset that is published in place: whoever reads it may see rows before they are checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.runtime.check.run import check
from opsgen.runtime.produce import steps
from opsgen.runtime.produce.partition import StagedPartition, check_partition
from opsgen.runtime.produce.task import CommandTask, task_of
from opsgen.runtime.staging.ledger import Entry, timestamp
from opsgen.runtime.staging.source import of_partition
from opsgen.runtime.staging.store import NotStagedError, Output, StagingError

if TYPE_CHECKING:
    from opsgen.runtime.check.result import CheckResult
    from opsgen.runtime.check.run import Options
    from opsgen.runtime.produce.steps import Production
    from opsgen.runtime.staging.ledger import Ledger


def write(made: Production) -> None:
    """Run the command, which writes the dataset itself; or write the rows of the SQL, and publish them at once."""
    task = task_of(made.graph, made.dataset, made.folder, made.model_files)
    if isinstance(task, CommandTask):
        task.run(made.graph, made.attempt)
        return
    try:
        steps.write(made)
    except NotStagedError:
        if made.key is not None:  # The rows of one partition would take the place of all.
            raise
        task.run(made.graph, made.attempt, Output("", "table"))
        return
    with made.store() as store:
        store.change(lambda ledger: _unchecked(ledger, made))
    steps.publish(made)


def _unchecked(ledger: Ledger, made: Production) -> Ledger:
    """The ledger in which the version may be published, although nothing has checked it."""
    entry = ledger.staged(made.version)
    return ledger if entry is None else ledger.keep(entry.now("passed"))


def judge(made: Production, project: str, options: Options) -> CheckResult:
    """Check the rules of the dataset itself; of a partition with a file of its own, only that file."""
    source = made.graph.spec.datasets[made.dataset].source
    if made.key is not None and source.path is not None:
        own = of_partition(source, str(made.key))
        return check_partition(StagedPartition(made.graph, made.dataset, own, made.key, made.folder), project, options)
    return check(made.graph, [made.dataset], project, options)


def publish(made: Production) -> Entry | None:
    """Record that the data passed its checks, where there is a ledger."""
    try:
        with made.store() as store:
            partition = made.version.partition
            base, identity = store.base(partition), store.content(partition)
            entry = Entry(*made.version, "published", timestamp(), base, identity=identity)
            return store.change(lambda ledger: ledger.keep(entry)).published(made.version.partition)
    except StagingError:  # Nothing is kept about data at this place.
        return None
