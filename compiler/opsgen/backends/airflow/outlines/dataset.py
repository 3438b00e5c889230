"""The DAG of a dataset: it is made, judged by its quality rules and, where it passes, published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.airflow.outlines import batch, document, variables
from opsgen.backends.airflow.outlines.outline import Outline, Schedule
from opsgen.backends.airflow.outlines.step import Command, Publish

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.airflow.target import Target
    from opsgen.diagnostics import Path
    from opsgen.graph import DatasetNode
    from opsgen.spec.dataset import Dataset, Transform
    from opsgen.spec.deployment import BatchDeployment
    from opsgen.spec.task import Schedule as OwnSchedule

_DAILY = "0 0 * * *"


def outline(target: Target, node: DatasetNode) -> Outline:
    produce = _produce(target, node)
    return Outline(
        kind="dataset",
        name=node.name,
        part=node.dataset,
        schedule=_schedule(target, node),
        steps=(*([produce] if produce else []), _quality(target, node), Publish(node.name)),
        variables={**variables.of_environment(target.graph), "OPSGEN_DATASET": node.name},
        doc=document.of_dataset(target.graph, node),
        model=batch.model_behind(target, node),
    )


def _produce(target: Target, node: DatasetNode) -> Command | None:
    producer = node.producer
    if producer.ingest:
        return Command(
            "ingest",
            tuple(producer.ingest.command),
            variables=variables.texts(producer.ingest.environment),
            secrets=variables.secrets(producer.ingest.environment),
            credentials=variables.credentials(target.graph, [node.name]),
            execution=producer.ingest,
        )
    if producer.transform:
        return _transform(target, node, producer.transform)
    deployment = batch.producing(target, node)
    return batch.command(target, *deployment) if deployment else None


def _transform(target: Target, node: DatasetNode, transform: Transform) -> Command:
    return Command(
        "transform",
        tuple(transform.command or target.opsgen("transform", node.name)),
        inlets=node.producer.inputs,
        variables=variables.texts(transform.environment),
        secrets=variables.secrets(transform.environment),
        credentials=variables.credentials(target.graph, [*node.producer.inputs, node.name]),
        execution=transform,
    )


def _quality(target: Target, node: DatasetNode) -> Command:
    read = [node.name, *_compared(target, node.dataset)]
    return Command(
        "quality",
        target.opsgen("check", node.name),
        credentials=variables.credentials(target.graph, read),
    )


def _compared(target: Target, dataset: Dataset) -> Iterator[str]:
    """The other datasets that the rules read."""
    for column in dataset.columns.values():
        if column.references is not None:
            yield column.references.to.partition(".")[0]
    for rule in dataset.quality:
        if rule.references is not None:
            yield rule.references.to.partition(".")[0]
        if rule.query is not None:
            yield from target.graph.datasets


def _schedule(target: Target, node: DatasetNode) -> Schedule:
    """The producer's own schedule; else a transform follows its inputs, and what nobody here makes is judged daily."""
    for place, own in _schedules(target, node):
        if own.schedule is not None:
            return Schedule(own.schedule, own.timezone, place=(*place, "schedule"))
    if node.producer.kind == "transform":
        return Schedule(datasets=node.producer.inputs)
    if node.producer.kind == "ingest":
        return Schedule(timezone=node.dataset.timezone)
    return Schedule(_DAILY, node.dataset.timezone)


def _schedules(target: Target, node: DatasetNode) -> Iterator[tuple[Path, OwnSchedule | BatchDeployment]]:
    """What may say when a dataset is made, the first one that does so counts; each with its place in the spec."""
    producer, place = node.producer, ("datasets", node.name)
    if producer.ingest:
        yield (*place, "ingest"), producer.ingest
    if producer.transform:
        yield (*place, "transform"), producer.transform
    if made_by := batch.producing(target, node):
        yield ("deployments", made_by[0]), made_by[1]
    yield place, node.dataset
