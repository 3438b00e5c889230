"""Batch deployments that Airflow starts: in the DAG of the dataset that they write, or in one of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from opsgen.backends.airflow.dags import doc_md
from opsgen.backends.airflow.dags.dag_spec import DagSpec
from opsgen.backends.airflow.dags.step import Command
from opsgen.exit_codes import SKIP
from opsgen.graph import tasks
from opsgen.graph.served import fetched, loaded_by_airflow

if TYPE_CHECKING:
    from opsgen.backends.airflow.environment import AirflowEnvironment
    from opsgen.backends.airflow.scheduled_part import ScheduledPart
    from opsgen.language.deployment import BatchDeployment


def outline(target: AirflowEnvironment, subject: ScheduledPart) -> DagSpec:
    deployment = cast("BatchDeployment", subject.part)
    return DagSpec(
        subject,
        steps=(command(target, "score" if deployment.model else "run", subject.name, deployment),),
        variables=tasks.environment_variables(target.graph),
        doc=doc_md.of_deployment(target.graph, deployment),
    )


def command(target: AirflowEnvironment, task_id: str, name: str, deployment: BatchDeployment) -> Command:
    """The task that runs a batch deployment, or writes the dataset that it has as its output."""
    step: tasks.Step | None = "write" if deployment.output else None
    credentials = tasks.credentials(target.graph, tasks.touched(deployment), deployment.model)
    return Command(
        task_id,
        target.commands.batch(name, step),
        inlets=tuple(deployment.inputs),
        model=deployment.model if deployment.model in loaded_by_airflow(target.graph) else None,
        credentials=tuple(dict.fromkeys([*credentials, *tasks.named_secrets(deployment.environment)])),
        execution=deployment,
        # There is nothing to score with before a first version of the model is served.
        skip_on_exit_code=SKIP if fetched(target.graph, deployment.model) else None,
    )
