"""The secrets of a component's pods: only those that it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.graph import tasks

if TYPE_CHECKING:
    from opsgen.backends.kubernetes.environment import KubernetesEnvironment
    from opsgen.language.deployment import BatchDeployment


def of_server(target: KubernetesEnvironment, name: str) -> tuple[str, ...]:
    """Return the secrets for the datasets that a server writes. It never gets those of the registry."""
    return tasks.credentials(target.graph, target.written_by(name))


def of_job(target: KubernetesEnvironment, deployment: BatchDeployment) -> tuple[str, ...]:
    """Return the secrets for the datasets and the model of a job, and those that its command gets."""
    reached = tasks.credentials(target.graph, tasks.used_by_batch(target.graph, deployment), deployment.model)
    return tuple(dict.fromkeys([*reached, *tasks.named_secrets(deployment.environment)]))


def file_variable(name: str) -> str:
    """Return the variable with the path of a secret's file."""
    return f"{name}_FILE"
