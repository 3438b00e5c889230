"""Which partition a DAG run is for, and what starts it.

In Airflow 3, each run and each asset event has the key of a partition. In Airflow 2.11, only the data interval of a
clock gives it. Runs without the key of one partition build what is missing and complete, and what was built again
upstream. They are skipped if that is nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from opsgen.graph.partitions.declared import made_by_partition
from opsgen.graph.partitions.keys import FORMATS
from opsgen.graph.references import inputs_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.backends.airflow.schedule import DagSchedule
    from opsgen.graph import DatasetNode
    from opsgen.graph.partitions.partitioning import Partitioning
    from opsgen.language.dataset import Dataset

Keys = Literal["own", "other"]
"""The partition that the event of a dataset names: its own, or the one further upstream that started its run."""
StartOf = Literal["day", "month"]


class PartitionedRuns(NamedTuple):
    """The partitions that the runs of a DAG are for."""

    key_format: str | None = None
    """How a run that a clock starts gets its key: from the time of the tick before; None where no clock starts it."""
    datasets: tuple[str, ...] = ()
    """The datasets whose events start runs, each event one."""
    has_keys: bool = False
    """Whether these events have keys, which each run takes over. Airflow ignores events of the other kind."""
    start_of: Mapping[str, tuple[str, StartOf]] = {}
    """Of a dataset with finer partitions, the format of its keys and the grain that contains them."""
    makes: Literal["whole", "partition", "ready", "missing"] = "whole"
    """What a run builds: the whole dataset; the partition of its key; that partition if its inputs are there; or all
    partitions that are missing and complete."""

    @property
    def event_keys(self) -> Keys | None:
        """The keys of the events of these runs; None where they have none."""
        if self.key_format is None and not self.has_keys:
            return None
        return "own" if self.makes in ("partition", "ready") else "other"


def of_dataset(
    node: DatasetNode, schedule: DagSchedule, datasets: Mapping[str, Dataset], keys: Mapping[str, Keys | None]
) -> PartitionedRuns | None:
    """The partitions of a dataset's runs. None where neither it nor what starts it has partitions.

    `keys` has the keys of the events of the datasets that it is made from.
    """
    partitioning = made_by_partition(node.dataset)
    if partitioning is None:
        return of_whole(schedule, datasets, keys)
    if schedule.cron is not None:
        if _ticks_once_each(schedule, partitioning):
            return PartitionedRuns(key_format=FORMATS[partitioning.by], makes="partition")
        return PartitionedRuns(makes="missing")
    upstream = {name: found for name in schedule.datasets if (found := made_by_partition(datasets[name]))}
    started = _started_by(tuple(upstream) or schedule.datasets, keys)
    windows = {each.dataset for each in inputs_of(node.dataset.transform) if each.window is not None}
    mapped = {name: _mapped(found, partitioning) for name, found in upstream.items() if keys.get(name) == "own"}
    if not upstream or windows & upstream.keys() or mapped.keys() != upstream.keys() or None in mapped.values():
        return started._replace(makes="missing")
    start_of = {name: (FORMATS[upstream[name].by], to) for name, to in mapped.items() if to and to != "same"}
    # If the only input has the same key as the partition, its event means that the input is there.
    is_there = len(upstream) == 1 and not start_of
    return started._replace(start_of=start_of, makes="partition" if is_there else "ready")


def of_whole(
    schedule: DagSchedule, datasets: Mapping[str, Dataset], keys: Mapping[str, Keys | None]
) -> PartitionedRuns | None:
    """The runs of what has no partitions itself: each event of a partition starts one."""
    started = _started_by(schedule.datasets, keys)
    if started.has_keys:
        return started
    partitioned = tuple(name for name in schedule.datasets if made_by_partition(datasets[name]))
    return PartitionedRuns(datasets=partitioned) if partitioned else None


def _started_by(datasets: tuple[str, ...], keys: Mapping[str, Keys | None]) -> PartitionedRuns:
    keyed = tuple(name for name in datasets if keys.get(name) is not None)
    return PartitionedRuns(datasets=keyed or datasets, has_keys=bool(keyed))


def _mapped(source: Partitioning, target: Partitioning) -> Literal["same", "day", "month"] | None:
    """Which key of the target contains one of the source. None where Airflow's mappers cannot express it.

    They read hours, which are in UTC, as the hours of days in UTC only.
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
