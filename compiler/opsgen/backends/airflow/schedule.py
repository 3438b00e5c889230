"""When the DAG of a part of the spec runs of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.airflow.target import Target
    from opsgen.diagnostics import Path
    from opsgen.graph import DatasetNode
    from opsgen.spec.deployment import BatchDeployment
    from opsgen.spec.model import Model
    from opsgen.spec.monitor import Monitor
    from opsgen.spec.task import Schedule as OwnSchedule

_DAILY = "0 0 * * *"


class Schedule(NamedTuple):
    """By time, whenever all these datasets were published anew, by either, or never."""

    cron: str | None = None
    timezone: str = "UTC"
    datasets: tuple[str, ...] = ()
    place: Path = ()
    """Where in the spec the cron expression stands."""


def of_dataset(target: Target, node: DatasetNode) -> Schedule:
    """The producer's own schedule; else a transform follows its inputs, and what nobody here makes is judged daily."""
    for place, own in _of_producer(target, node):
        if own.schedule is not None:
            return Schedule(own.schedule, own.timezone, place=(*place, "schedule"))
    if node.producer.kind == "transform":
        return Schedule(datasets=node.producer.inputs)
    if node.producer.kind == "ingest":
        return Schedule(timezone=node.dataset.timezone)
    return Schedule(_DAILY, node.dataset.timezone)


def of_model(name: str, model: Model) -> Schedule:
    """The schedule of the training, and new data where the model asks for it."""
    retrain = model.retrain
    if retrain is None:
        return Schedule()
    datasets = (model.features.dataset,) if retrain.on_data else ()
    return Schedule(retrain.schedule, retrain.timezone, datasets, ("models", name, "retrain", "schedule"))


def of_monitor(name: str, monitor: Monitor) -> Schedule:
    return Schedule(monitor.schedule, monitor.timezone, place=("deployments", name, "monitor", "schedule"))


def of_batch(name: str, deployment: BatchDeployment) -> Schedule:
    return Schedule(deployment.schedule, deployment.timezone, place=("deployments", name, "schedule"))


def _of_producer(target: Target, node: DatasetNode) -> Iterator[tuple[Path, OwnSchedule | BatchDeployment]]:
    """What may say when a dataset is made, the first one that does so counts; each with its place in the spec."""
    producer, place = node.producer, ("datasets", node.name)
    if producer.ingest:
        yield (*place, "ingest"), producer.ingest
    if producer.transform:
        yield (*place, "transform"), producer.transform
    if made_by := target.producing(node):
        yield ("deployments", made_by[0]), made_by[1]
    yield place, node.dataset
