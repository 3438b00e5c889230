"""The DAG of a dataset: it is made, judged by its quality rules and, where it passes, published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.airflow.outlines import batch, document, variables
from opsgen.backends.airflow.outlines.outline import Outline
from opsgen.backends.airflow.outlines.step import Command, Publish

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.airflow.subject import Subject
    from opsgen.backends.airflow.target import Target
    from opsgen.graph import DatasetNode
    from opsgen.spec.dataset import Dataset, Transform


def outline(target: Target, subject: Subject) -> Outline:
    node = target.graph.datasets[subject.name]
    produce = _produce(target, node)
    return Outline(
        subject,
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
    deployment = target.producing(node)
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
