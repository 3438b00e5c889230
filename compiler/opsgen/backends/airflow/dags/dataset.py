"""The DAG of a dataset: it is made, judged by its quality rules and, where it passes, published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.airflow.dags import batch, doc_md
from opsgen.backends.airflow.dags.dag_spec import DagSpec
from opsgen.backends.airflow.dags.step import Command, Publish
from opsgen.graph import tasks

if TYPE_CHECKING:
    from opsgen.backends.airflow.environment import AirflowEnvironment
    from opsgen.backends.airflow.scheduled_part import ScheduledPart
    from opsgen.graph import DatasetNode
    from opsgen.language.dataset import Transform


def outline(target: AirflowEnvironment, subject: ScheduledPart) -> DagSpec:
    node = target.graph.datasets[subject.name]
    produce = _produce(target, node)
    return DagSpec(
        subject,
        steps=(*([produce] if produce else []), _quality(target, node), Publish(node.name)),
        variables={**tasks.environment_variables(target.graph), "OPSGEN_DATASET": node.name},
        doc=doc_md.of_dataset(target.graph, node),
        model=batch.model_behind(target, node),
    )


def _produce(target: AirflowEnvironment, node: DatasetNode) -> Command | None:
    producer = node.producer
    if producer.ingest:
        return Command(
            "ingest",
            tuple(producer.ingest.command),
            variables=tasks.texts(producer.ingest.environment),
            secrets=tasks.secrets(producer.ingest.environment),
            credentials=tasks.credentials(target.graph, [node.name]),
            execution=producer.ingest,
        )
    if producer.transform:
        return _transform(target, node, producer.transform)
    deployment = target.producing(node)
    return batch.command(target, *deployment) if deployment else None


def _transform(target: AirflowEnvironment, node: DatasetNode, transform: Transform) -> Command:
    return Command(
        "transform",
        tuple(transform.command or target.commands.transform(node.name)),
        inlets=node.producer.inputs,
        variables=tasks.texts(transform.environment),
        secrets=tasks.secrets(transform.environment),
        credentials=tasks.credentials(target.graph, [*node.producer.inputs, node.name]),
        execution=transform,
    )


def _quality(target: AirflowEnvironment, node: DatasetNode) -> Command:
    return Command(
        "quality",
        target.commands.check(node.name),
        credentials=tasks.credentials(target.graph, tasks.judged_with(target.graph, node.name)),
        final_exit_codes=tasks.FINAL_EXIT_CODES,
    )
