"""How a DAG run knows which partition it is for, and which upstream partitions it waits for.

Airflow 3 carries the key of a partition with each run and with each asset event, and its own mappers say which keys
make one of a coarser grain. What they cannot say is left to the run: it starts whenever something upstream is
published, reads the ledger, makes what is missing and complete, and is skipped if that is nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from opsgen.graph.partitions.declared import made_by_partition, partitioning_of
from opsgen.graph.partitions.keys import FORMATS
from opsgen.graph.references import inputs_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.backends.airflow.schedule import DagSchedule
    from opsgen.graph import DatasetNode
    from opsgen.graph.partitions.partitioning import Partitioning
    from opsgen.language.dataset import Dataset

RollUp = Literal["day", "month"]


class PartitionedRuns(NamedTuple):
    """The partitions that the runs of a DAG are for."""

    key_format: str | None = None
    """How a run that a clock starts gets its key: from the time of the tick before; None where no clock starts it."""
    datasets: tuple[str, ...] = ()
    """The partitioned datasets whose events start runs."""
    roll_ups: Mapping[str, tuple[str, RollUp]] = {}
    """Of a dataset with finer partitions, the format of its keys and the grain that they make up."""
    waits: bool = False
    """Whether a run waits for the same partition of all datasets; otherwise each event starts a run."""
    makes_missing: bool = False
    """Whether a run finds out by itself which partitions are missing and complete."""


def of_dataset(node: DatasetNode, schedule: DagSchedule, datasets: Mapping[str, Dataset]) -> PartitionedRuns | None:
    """The partitions of a dataset's runs. None where neither it nor what starts it has partitions."""
    partitioning = made_by_partition(node.dataset)
    upstream = {name: found for name in schedule.datasets if (found := partitioning_of(datasets[name]))}
    if partitioning is None:
        return PartitionedRuns(datasets=tuple(upstream)) if upstream else None
    if schedule.cron is not None:
        if _ticks_once_each(schedule, partitioning):
            return PartitionedRuns(key_format=FORMATS[partitioning.by])
        return PartitionedRuns(makes_missing=True)
    windows = {each.dataset for each in inputs_of(node.dataset.transform) if each.window is not None}
    kept = {name: _roll_up(found, partitioning) for name, found in upstream.items()}
    if not upstream or windows & upstream.keys() or any(found is None for found in kept.values()):
        return PartitionedRuns(datasets=tuple(upstream), makes_missing=True)
    roll_ups = {name: (FORMATS[upstream[name].by], found) for name, found in kept.items() if found and found != "same"}
    return PartitionedRuns(datasets=tuple(upstream), roll_ups=roll_ups, waits=True)


def _roll_up(source: Partitioning, target: Partitioning) -> Literal["same", "day", "month"] | None:
    """How keys of the source make one of the target. None where Airflow's mappers cannot say it.

    They count 24 hours in every day, so hours, which are in UTC, make up days in UTC only.
    """
    if source.timezone != target.timezone:
        return None
    if source.by == target.by:
        return "same"
    if (source.by, target.by) == ("hour", "day"):
        return "day" if target.timezone == "UTC" else None
    return "month" if (source.by, target.by) == ("day", "month") else None


def _ticks_once_each(schedule: DagSchedule, partitioning: Partitioning) -> bool:
    """Whether a clock ticks once in each partition, and late enough that the one before is complete."""
    fields = (schedule.cron or "").split()
    fixed = {"hour": 1, "day": 2, "month": 3}[partitioning.by]
    if len(fields) != 5 or not all(field.isdigit() for field in fields[:fixed]) or set(fields[fixed:]) != {"*"}:
        return False
    minute, hour, day = (int(field) if field.isdigit() else 0 for field in fields[:3])
    after = timedelta(minutes=minute, hours=hour, days=max(0, day - 1))
    # Not every month has a 29th.
    return schedule.timezone == partitioning.timezone and day <= 28 and partitioning.delay <= after
