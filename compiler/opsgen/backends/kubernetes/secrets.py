"""The secrets that a component's pods are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.graph import tasks

if TYPE_CHECKING:
    from opsgen.backends.kubernetes.environment import KubernetesEnvironment
    from opsgen.language.deployment import BatchDeployment, OnlineDeployment


def of_server(target: KubernetesEnvironment, name: str, deployment: OnlineDeployment) -> tuple[str, ...]:
    """What a server reaches the datasets that it writes and its model with."""
    return tasks.credentials(target.graph, target.written_by(name), deployment.model)


def of_job(target: KubernetesEnvironment, deployment: BatchDeployment) -> tuple[str, ...]:
    """What a job reaches its datasets and its model with."""
    return tasks.credentials(target.graph, tasks.touched(deployment), deployment.model)


def file_variable(name: str) -> str:
    """The variable that holds the path of the file with a secret."""
    return f"{name}_FILE"
