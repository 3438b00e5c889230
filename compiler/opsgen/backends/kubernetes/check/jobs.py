"""Findings for one batch job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.kubernetes import codes, secrets
from opsgen.backends.kubernetes.check import syntax
from opsgen.diagnostics.model import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.kubernetes.check.syntax import Found
    from opsgen.backends.kubernetes.environment import KubernetesEnvironment
    from opsgen.language.deployment import BatchDeployment


def _variables(target: KubernetesEnvironment, name: str, deployment: BatchDeployment) -> Iterator[Found]:
    yield from syntax.colliding_variables(target, name, deployment, secrets.of_job(target, deployment))


def _gpu(_: KubernetesEnvironment, name: str, deployment: BatchDeployment) -> Iterator[Found]:
    yield from syntax.gpu(name, deployment.resources.gpu if deployment.resources else None)


def _retry_delay(target: KubernetesEnvironment, name: str, deployment: BatchDeployment) -> Iterator[Found]:
    orchestrator = deployment.orchestrator or target.graph.orchestrator
    if deployment.retry_delay is not None and orchestrator == "kubernetes":
        place = Place(("deployments", name, "retry_delay"), "key")
        help_ = ("remove it: Kubernetes waits 10 seconds, then twice as long each time",)
        yield codes.RETRY_DELAY, Finding(place, "Kubernetes does not support `retry_delay`", help_)


def _registry(target: KubernetesEnvironment, name: str, deployment: BatchDeployment) -> Iterator[Found]:
    yield from syntax.registry(target, name, deployment)


CHECKS = (_registry, _variables, _gpu, _retry_delay)
