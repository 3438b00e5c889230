"""When the DAG of a part of the spec runs of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from opsgen.graph.partitioned import is_partitioned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opsgen.backends.airflow.environment import AirflowEnvironment
    from opsgen.backends.airflow.partitions import Keys, PartitionedRuns
    from opsgen.graph import DatasetNode
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


def of_datasets(target: AirflowEnvironment) -> dict[str, DagSchedule]:
    """The schedule of each dataset, with the partitions that its runs are for."""
    datasets, nodes = target.graph.spec.datasets, target.graph.datasets.values()
    schedules = {node.name: _of_dataset(target, node) for node in nodes}
    if not any(map(is_partitioned, datasets.values())):
        return schedules
    from opsgen.backends.airflow import partitions  # Most specs that are linted have no partitions.

    keys: dict[str, Keys | None] = {}
    for node in nodes:  # Each comes after those that it is made from.
        runs = partitions.of_dataset(node, schedules[node.name], datasets, keys)
        schedules[node.name] = schedules[node.name]._replace(partitioned=runs)
        if runs is not None and target.release.has_partitions:
            keys[node.name] = runs.event_keys
    return schedules


def _of_dataset(target: AirflowEnvironment, node: DatasetNode) -> DagSchedule:
    """The producer's own schedule; else a transform and a quarantine follow their inputs, and data of others is checked
    daily."""
    for own in _of_producer(target, node):
        if own.schedule is not None:
            return DagSchedule(own.schedule, own.timezone)
    if node.producer.kind in ("transform", "quarantine"):
        return DagSchedule(datasets=node.producer.inputs)
    if node.producer.kind == "ingest":
        return DagSchedule(timezone=node.dataset.timezone)
    return DagSchedule(_DAILY, node.dataset.timezone)


def of_model(target: AirflowEnvironment, model: Model, of_datasets: Mapping[str, DagSchedule]) -> DagSchedule:
    """The schedule of the training, and new data where the model asks for it."""
    retrain = model.retrain
    if retrain is None:
        return DagSchedule()
    if not retrain.on_data:
        return DagSchedule(retrain.schedule, retrain.timezone)
    features = model.features.dataset
    schedule, runs = DagSchedule(retrain.schedule, retrain.timezone, (features,)), of_datasets[features].partitioned
    if runs is None:
        return schedule
    from opsgen.backends.airflow import partitions

    keys = {features: runs.event_keys if target.release.has_partitions else None}
    return schedule._replace(partitioned=partitions.of_whole(schedule, target.graph.spec.datasets, keys))


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
