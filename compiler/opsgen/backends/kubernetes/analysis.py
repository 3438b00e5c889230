"""The analysis of a rollout: Argo Rollouts queries Prometheus for whether the new version meets the objectives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.backends.kubernetes.alerts import latencies
from opsgen.backends.kubernetes.objects import AnalysisTemplate
from opsgen.backends.kubernetes.promql import Requests, decimal
from opsgen.backends.kubernetes.rollout import pause_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.kubernetes.component import Component
    from opsgen.language.deployment import Objectives, OnlineDeployment

_INTERVAL = 60
"""Seconds between two measurements."""


def analyses(component: Component, deployment: OnlineDeployment) -> Iterator[AnalysisTemplate]:
    """Yield the analysis of a new version of a server."""
    if is_analysed(component, deployment) and deployment.objectives is not None:
        yield AnalysisTemplate(component.metadata(), list(_measurements(component, deployment, deployment.objectives)))


def is_analysed(component: Component, deployment: OnlineDeployment) -> bool:
    """Whether the objectives decide about a new version."""
    promises = deployment.objectives
    promised = promises is not None and (promises.availability or promises.latency_p99 or promises.latency_p95)
    is_rollout = deployment.serving == "kubernetes" and deployment.rollout.strategy != "rolling"
    return is_rollout and component.output.monitoring != "none" and bool(promised)


def _measurements(
    component: Component, deployment: OnlineDeployment, objectives: Objectives
) -> Iterator[dict[str, Any]]:
    requests = Requests(component.namespace, component.name).of_new_version()
    count = _measurement_count(deployment)
    if objectives.availability is not None:
        allowed = decimal(1 - objectives.availability / 100)
        yield _measurement(component, "error-ratio", requests.error_ratio("5m"), allowed, count)
    for quantile, limit in latencies(objectives):
        name = f"latency-p{decimal(quantile * 100)}"
        yield _measurement(component, name, requests.latency(quantile, "5m"), decimal(limit), count)


def _measurement(component: Component, name: str, query: str, limit: str, count: dict[str, int]) -> dict[str, Any]:
    # The Prometheus operator creates this Service for every Prometheus in its namespace.
    address = f"http://prometheus-operated.{component.output.monitoring_namespace}.svc:9090"
    return {
        "name": name,
        "initialDelay": f"{_INTERVAL}s",
        "interval": f"{_INTERVAL}s",
        **count,
        # One bad measurement must not roll back a release.
        "failureLimit": 2,
        # Before the first request, the query has no result or NaN. That must not fail a new version.
        "successCondition": f"len(result) == 0 || isNaN(result[0]) || result[0] <= {limit}",
        "provider": {"prometheus": {"address": address, "query": query}},
    }


def _measurement_count(deployment: OnlineDeployment) -> dict[str, int]:
    """A canary is measured until its last step. After a blue/green switch, the measurements must end by themselves."""
    if deployment.rollout.strategy == "canary":
        return {}
    return {"count": max(1, pause_seconds(deployment.rollout) // _INTERVAL)}
