"""Alerts for the objectives of servers and for failed jobs.

Availability has the multi-window burn-rate alerts of the SRE Workbook (https://sre.google/workbook/alerting-on-slos/).
An alert fires if the error budget is spent too fast over a long and a short window. The short one ends it soon after.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from opsgen.backends.kubernetes.objects import PrometheusRule
from opsgen.backends.kubernetes.promql import Requests, decimal, failed_jobs, inert, recorded_name
from opsgen.language.values import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.kubernetes.component import Component
    from opsgen.language.deployment import Objectives, OnlineDeployment

Rule = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Burn:
    """The share of the error budget that may be spent within a window before an alert fires."""

    long: str
    short: str
    hours: int
    budget: float
    severity: str


# The workbook recommends the first two as pages and the last as a ticket. The third reports a slow burn in a day.
_BURNS = (
    _Burn("1h", "5m", 1, 0.02, "critical"),
    _Burn("6h", "30m", 6, 0.05, "critical"),
    _Burn("1d", "2h", 24, 0.10, "warning"),
    _Burn("3d", "6h", 72, 0.10, "warning"),
)


def server_rules(component: Component, deployment: OnlineDeployment) -> Iterator[PrometheusRule]:
    """Yield the alerts of a server with objectives."""
    if component.output.monitoring == "none" or deployment.objectives is None:
        return
    requests = Requests(component.namespace, component.name)
    alerts = list(_server_alerts(component, requests, deployment.objectives))
    groups = [*_recordings(component, requests, deployment.objectives), _group(component, "alerts", alerts)]
    yield PrometheusRule(component.metadata(labels=component.output.monitoring_labels), groups)


def job_rules(component: Component) -> Iterator[PrometheusRule]:
    """Yield the alert of a job that Kubernetes starts. Airflow reports the failures of its own jobs."""
    if component.output.monitoring == "none":
        return
    summary = f"A job of {component.name} has failed."
    alert = _alert(component, "JobFailed", failed_jobs(component.namespace, component.name), summary, "warning")
    metadata = component.metadata(labels=component.output.monitoring_labels)
    yield PrometheusRule(metadata, [_group(component, "alerts", [alert])])


def latencies(objectives: Objectives) -> Iterator[tuple[float, float]]:
    """Yield the latency quantiles of the objectives, each with its limit in seconds."""
    for quantile, limit in ((0.99, objectives.latency_p99), (0.95, objectives.latency_p95)):
        if limit:
            yield quantile, seconds(limit)


def _recordings(component: Component, requests: Requests, objectives: Objectives) -> Iterator[Rule]:
    if objectives.availability is None:
        return
    labels = {"namespace": component.namespace, "job": component.name}
    windows = {
        window for burn, _ in _burns(objectives.availability, objectives.window) for window in (burn.short, burn.long)
    }
    rules = [
        {"record": recorded_name(window), "expr": requests.error_ratio(window), "labels": labels}
        for window in sorted(windows, key=seconds)
    ]
    yield _group(component, "error-ratios", rules)


def _server_alerts(component: Component, requests: Requests, objectives: Objectives) -> Iterator[Rule]:
    summary = f"No pod of {component.name} can be scraped."
    yield _alert(component, "ServerDown", requests.no_target(), summary, "critical", "5m")
    if objectives.availability is not None:
        for burn, threshold in _burns(objectives.availability, objectives.window):
            yield _burn_alert(component, requests, burn, threshold)
    for quantile, limit in latencies(objectives):
        percent = decimal(quantile * 100)
        expression = f"{requests.latency(quantile, '5m')} > {decimal(limit)}"
        summary = f"{percent} percent of requests to {component.name} take up to {{{{ $value | humanizeDuration }}}}."
        yield _alert(component, f"LatencyP{percent}High", expression, summary, "warning", "10m")


def _burns(availability: float, window: str) -> Iterator[tuple[_Burn, float]]:
    """Yield the burn rates that apply, each with the error ratio that triggers it."""
    hours = seconds(window) / 3600
    for burn in _BURNS:
        speed = burn.budget * hours / burn.hours
        threshold = speed * (1 - availability / 100)
        # Below a speed of 1 the objective is still met, and no error ratio exceeds 1: such alerts would be useless.
        if speed >= 1 and threshold < 1:
            yield burn, threshold


def _burn_alert(component: Component, requests: Requests, burn: _Burn, threshold: float) -> Rule:
    ratios = (requests.recorded_error_ratio(window) for window in (burn.long, burn.short))
    expression = "\nand ".join(f"{ratio} > {decimal(threshold)}" for ratio in ratios)
    summary = f"{component.name} has spent {decimal(burn.budget * 100)} percent of its error budget in {burn.long}."
    alert = _alert(component, "ErrorBudgetBurn", expression, summary, burn.severity)
    # Prometheus distinguishes alerts of the same name by their labels.
    return alert | {"labels": alert["labels"] | {"window": burn.long}}


def _group(component: Component, name: str, rules: list[Rule]) -> Rule:
    return {"name": f"{component.name}.{name}", "rules": rules}


def _alert(component: Component, name: str, expression: str, summary: str, severity: str, lasting: str = "2m") -> Rule:
    return {
        "alert": name,
        "expr": expression,
        # A short outage, such as a restart of Prometheus, must not wake anyone.
        "for": lasting,
        "labels": {
            "severity": severity,
            "namespace": component.namespace,
            "service": component.name,
            "environment": component.graph.name,
        },
        "annotations": {
            "summary": summary,
            "owner": inert(component.owner),
            **_contact(component),
            "runbook": _runbook(component),
        },
    }


def _contact(component: Component) -> dict[str, str]:
    team = component.graph.spec.teams.get(component.owner)
    contacts = {"email": team.email, "slack": team.slack} if team else {}
    return {kind: inert(address) for kind, address in contacts.items() if address}


def _runbook(component: Component) -> str:
    """Return the command that shows the logs of the component."""
    selector = ",".join(f"{key}={value}" for key, value in component.selector.items())
    return f"kubectl --namespace={component.namespace} logs --selector={selector} --tail=100"
