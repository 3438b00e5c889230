"""What concerns one job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.kubernetes import codes
from opsgen.backends.kubernetes.findings import syntax
from opsgen.backends.kubernetes.jobs import batch_job
from opsgen.diagnostics import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.kubernetes.component import Target
    from opsgen.backends.kubernetes.findings.syntax import Found
    from opsgen.spec.deployment import BatchDeployment


def _variables(target: Target, name: str, deployment: BatchDeployment) -> Iterator[Found]:
    yield from syntax.colliding_variables(name, batch_job(target, name, deployment).variables)


def _gpu(_: Target, name: str, deployment: BatchDeployment) -> Iterator[Found]:
    yield from syntax.gpu(name, deployment.resources.gpu if deployment.resources else None)


def _retry_delay(target: Target, name: str, deployment: BatchDeployment) -> Iterator[Found]:
    orchestrator = deployment.orchestrator or target.graph.orchestrator
    if deployment.retry_delay is not None and orchestrator == "kubernetes":
        place = Place(("deployments", name, "retry_delay"), "key")
        help_ = ("leave it out: Kubernetes waits 10 seconds, then twice as long each time",)
        yield codes.RETRY_DELAY, Finding(place, "Kubernetes cannot be told how long to wait before a retry", help_)


CHECKS = (_variables, _gpu, _retry_delay)
