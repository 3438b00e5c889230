from __future__ import annotations

from typing import Any

import pytest

from backends.kubernetes.specs import manifests, merged, served


def groups(tree: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    rule = manifests(tree)["prod/api/prometheus-rule.yaml"]
    return {group["name"]: group["rules"] for group in rule["spec"]["groups"]}


def alerts(**objectives: Any) -> dict[str, list[dict[str, Any]]]:
    """The alerts of a server with these objectives, by name."""
    found: dict[str, list[dict[str, Any]]] = {}
    for rule in groups(served(objectives=objectives))["api.alerts"]:
        found.setdefault(rule["alert"], []).append(rule)
    return found


def thresholds(**objectives: Any) -> list[float]:
    """The shares of errors that the alerts begin at."""
    burns = alerts(**objectives)["ErrorBudgetBurn"]
    found = [[float(part.split()[0]) for part in rule["expr"].split("> ")[1:]] for rule in burns]
    assert all(long == short for long, short in found)
    return [long for long, _ in found]


def test_the_error_budget_is_watched_over_several_windows() -> None:
    # The SRE Workbook's table for 99.9 percent over 30 days.
    assert thresholds(availability=99.9) == pytest.approx([14.4e-3, 6e-3, 3e-3, 1e-3])
    severities = [rule["labels"]["severity"] for rule in alerts(availability=99.9)["ErrorBudgetBurn"]]
    assert severities == ["critical", "critical", "warning", "warning"]


def test_what_would_warn_of_a_kept_objective_is_left_out() -> None:
    # Over seven days, a tenth of the budget in a day is less than what may be spent.
    assert thresholds(availability=99.9, window="7d") == pytest.approx([3.36e-3, 1.4e-3])


def test_what_could_never_be_reached_is_left_out() -> None:
    assert thresholds(availability=90) == pytest.approx([0.6, 0.3, 0.1])


def test_ratios_are_recorded_once_for_the_windows_that_are_used() -> None:
    recorded = groups(served(objectives={"availability": 99.9}))["api.error-ratios"]
    names = [rule["record"].rpartition("rate")[2] for rule in recorded]
    assert names == ["5m", "30m", "1h", "2h", "6h", "1d", "3d"]
    assert all(rule["labels"] == {"namespace": "birds", "job": "api"} for rule in recorded)
    short = groups(served(objectives={"availability": 99.9, "window": "7d"}))["api.error-ratios"]
    assert [rule["record"].rpartition("rate")[2] for rule in short] == ["5m", "30m", "1h", "6h"]


def test_latency_is_watched_as_promised() -> None:
    found = alerts(latency_p99="300ms", latency_p95="1s")
    assert found["LatencyP99High"][0]["expr"].endswith(") > 0.3")
    assert found["LatencyP95High"][0]["expr"].endswith(") > 1")
    assert "histogram_quantile(0.99," in found["LatencyP99High"][0]["expr"]
    assert "ErrorBudgetBurn" not in found


def test_a_server_that_cannot_be_scraped_is_told_of() -> None:
    (down,) = alerts(availability=99)["ServerDown"]
    assert down["expr"] == 'absent(up{namespace="birds",job="api"} == 1)'


def test_alerts_say_whom_to_tell() -> None:
    teams = {"research": {"email": "research@example.com", "slack": "#birds {{ x }}"}}
    found = groups(merged(served(objectives={"availability": 99}), {"teams": teams}))["api.alerts"]
    annotations = found[0]["annotations"]
    assert annotations["owner"] == "research"
    assert annotations["email"] == "research@example.com"
    assert annotations["slack"] == '#birds {{ "{{" }} x }}'
    assert annotations["runbook"].startswith("kubectl --namespace=birds logs ")
