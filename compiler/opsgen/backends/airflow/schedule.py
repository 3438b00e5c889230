"""When the DAG of a part of the spec runs of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.airflow.environment import AirflowEnvironment
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


def of_dataset(target: AirflowEnvironment, node: DatasetNode) -> DagSchedule:
    """The producer's own schedule; else a transform follows its inputs, and what nobody here makes is judged daily."""
    for own in _of_producer(target, node):
        if own.schedule is not None:
            return DagSchedule(own.schedule, own.timezone)
    if node.producer.kind == "transform":
        return DagSchedule(datasets=node.producer.inputs)
    if node.producer.kind == "ingest":
        return DagSchedule(timezone=node.dataset.timezone)
    return DagSchedule(_DAILY, node.dataset.timezone)


def of_model(model: Model) -> DagSchedule:
    """The schedule of the training, and new data where the model asks for it."""
    retrain = model.retrain
    if retrain is None:
        return DagSchedule()
    datasets = (model.features.dataset,) if retrain.on_data else ()
    return DagSchedule(retrain.schedule, retrain.timezone, datasets)


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
