"""When the DAG of a part of the spec runs of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from opsgen.graph.partitioned import is_partitioned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opsgen.backends.airflow.environment import AirflowEnvironment
    from opsgen.backends.airflow.partitions import PartitionedRuns
    from opsgen.backends.airflow.release import Release
    from opsgen.graph import DatasetNode
    from opsgen.language.dataset import Dataset
    from opsgen.language.deployment import BatchDeployment
    from opsgen.language.model import Model
    from opsgen.language.monitor import Monitor
    from opsgen.language.task import Schedule as OwnSchedule

_DAILY = "0 0 * * *"


class DagSchedule(NamedTuple):
    """By time, whenever all these datasets were published anew, by either, or never."""

    cron: str | None = None
    timezone: str = "UTC"
    datasets: tuple[str, ...] = ()
    partitioned: PartitionedRuns | None = None
    """The partitions that runs are for."""

    def makes_missing_in(self, release: Release) -> bool:
        """Whether a run has to find out by itself which partitions to make."""
        runs = self.partitioned
        if runs is None or (runs.datasets and not (runs.waits or runs.makes_missing)):
            return False  # The dataset itself has no partitions.
        return runs.makes_missing or not release.has_partitions


def of_dataset(target: AirflowEnvironment, node: DatasetNode) -> DagSchedule:
    """The schedule of a dataset, with the partitions that its runs are for."""
    schedule, datasets = _of_dataset(target, node), target.graph.spec.datasets
    if not any(is_partitioned(datasets[name]) for name in (node.name, *schedule.datasets)):
        return schedule
    from opsgen.backends.airflow import partitions  # Most specs that are linted have no partitions.

    return schedule._replace(partitioned=partitions.of_dataset(node, schedule, datasets))


def _of_dataset(target: AirflowEnvironment, node: DatasetNode) -> DagSchedule:
    """The producer's own schedule; else a transform follows its inputs, and what nobody here makes is judged daily."""
    for own in _of_producer(target, node):
        if own.schedule is not None:
            return DagSchedule(own.schedule, own.timezone)
    if node.producer.kind == "transform":
        return DagSchedule(datasets=node.producer.inputs)
    if node.producer.kind == "ingest":
        return DagSchedule(timezone=node.dataset.timezone)
    return DagSchedule(_DAILY, node.dataset.timezone)


def of_model(model: Model, datasets: Mapping[str, Dataset]) -> DagSchedule:
    """The schedule of the training, and new data where the model asks for it."""
    retrain = model.retrain
    if retrain is None:
        return DagSchedule()
    read = (model.features.dataset,) if retrain.on_data else ()
    schedule = DagSchedule(retrain.schedule, retrain.timezone, read)
    if retrain.schedule is not None or not any(is_partitioned(datasets[name]) for name in read):
        return schedule
    from opsgen.backends.airflow.partitions import PartitionedRuns

    return schedule._replace(partitioned=PartitionedRuns(datasets=read))


def of_monitor(monitor: Monitor) -> DagSchedule:
    return DagSchedule(monitor.schedule, monitor.timezone)


def of_batch(deployment: BatchDeployment) -> DagSchedule:
    return DagSchedule(deployment.schedule, deployment.timezone)


def _of_producer(target: AirflowEnvironment, node: DatasetNode) -> Iterator[OwnSchedule | BatchDeployment]:
    """What may say when a dataset is made; the first one that does so counts."""
    producer = node.producer
    if producer.ingest:
        yield producer.ingest
    if producer.transform:
        yield producer.transform
    if made_by := target.producing(node):
        yield made_by[1]
    yield node.dataset
