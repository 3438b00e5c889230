"""Batch deployments that Airflow starts: in the DAG of the dataset that they write, or in one of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from opsgen.backends.airflow import runners
from opsgen.backends.airflow.dags import doc_md
from opsgen.backends.airflow.dags.dag_spec import DagSpec
from opsgen.backends.airflow.dags.step import Command
from opsgen.graph import tasks

if TYPE_CHECKING:
    from opsgen.backends.airflow.environment import AirflowEnvironment
    from opsgen.backends.airflow.scheduled_part import ScheduledPart
    from opsgen.graph import DatasetNode
    from opsgen.language.deployment import BatchDeployment


def outline(target: AirflowEnvironment, subject: ScheduledPart) -> DagSpec:
    deployment = cast("BatchDeployment", subject.part)
    return DagSpec(
        subject,
        steps=(command(target, "score" if deployment.model else "run", subject.name, deployment),),
        variables=tasks.environment_variables(target.graph),
        doc=doc_md.of_deployment(target.graph, deployment),
        model=deployment.model,
    )


def command(target: AirflowEnvironment, task_id: str, name: str, deployment: BatchDeployment) -> Command:
    """The task that runs a batch deployment, or writes the dataset that it has as its output."""
    step: tasks.Step | None = "write" if deployment.output else None
    credentials = tasks.credentials(target.graph, tasks.touched(deployment), deployment.model)
    return Command(
        task_id,
        target.commands.batch(name, step),
        inlets=tuple(deployment.inputs),
        variables=_of_model(target, deployment.model),
        credentials=tuple(dict.fromkeys([*credentials, *tasks.named_secrets(deployment.environment)])),
        execution=deployment,
    )


def model_behind(target: AirflowEnvironment, node: DatasetNode) -> str | None:
    """The model whose predictions a dataset holds, where Airflow has them made."""
    deployment = target.producing(node)
    return deployment[1].model if deployment else None


def _of_model(target: AirflowEnvironment, name: str | None) -> dict[str, str]:
    """Where the runner keeps the model's files. `opsgen batch` sets all other variables."""
    if name is None:
        return {}
    return tasks.model_files(name, runners.of(target).ARTIFACTS)
