"""Batch deployments that Airflow starts: in the DAG of the dataset that they write, or in one of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from opsgen.backends.airflow import runners
from opsgen.backends.airflow.outlines import document, variables
from opsgen.backends.airflow.outlines.outline import Outline
from opsgen.backends.airflow.outlines.step import Command

if TYPE_CHECKING:
    from opsgen.backends.airflow.subject import Subject
    from opsgen.backends.airflow.target import Target
    from opsgen.graph import DatasetNode
    from opsgen.spec.deployment import BatchDeployment


def outline(target: Target, subject: Subject) -> Outline:
    deployment = cast("BatchDeployment", subject.part)
    return Outline(
        subject,
        steps=(command(target, subject.name, deployment),),
        variables=variables.of_environment(target.graph),
        doc=document.of_deployment(target.graph, deployment),
        model=deployment.model,
    )


def command(target: Target, name: str, deployment: BatchDeployment) -> Command:
    return Command(
        "score" if deployment.model else "run",
        tuple(deployment.command),
        inlets=tuple(deployment.inputs),
        variables={
            "OPSGEN_DEPLOYMENT": name,
            **_of_model(target, deployment.model),
            **variables.texts(deployment.environment),
        },
        secrets=variables.secrets(deployment.environment),
        credentials=variables.credentials(target.graph, _touched(deployment), deployment.model),
        execution=deployment,
    )


def model_behind(target: Target, node: DatasetNode) -> str | None:
    """The model whose predictions a dataset holds, where Airflow has them made."""
    deployment = target.producing(node)
    return deployment[1].model if deployment else None


def _touched(deployment: BatchDeployment) -> list[str]:
    return [*deployment.inputs, *([deployment.output] if deployment.output else [])]


def _of_model(target: Target, name: str | None) -> dict[str, str]:
    if name is None:
        return {}
    return variables.of_model(name, target.graph.spec.models[name], runners.of(target).artifacts(name))
