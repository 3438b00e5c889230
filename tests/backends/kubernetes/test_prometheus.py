"""What Prometheus makes of the rules, where its promtool is installed (Debian's package `prometheus` has it)."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from backends.kubernetes.specs import OBJECTIVES, everything, manifests, served

if TYPE_CHECKING:
    from pathlib import Path

PROMTOOL = shutil.which("promtool")
pytestmark = pytest.mark.skipif(PROMTOOL is None, reason="promtool is not installed")

LABELS = 'namespace="birds",job="api"'


def promtool(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(PROMTOOL), *map(str, arguments)], capture_output=True, text=True, check=False)


def test_it_takes_all_rules(tmp_path: Path) -> None:
    tree = everything()
    tree["project"]["owner"] = "{{ .Labels }} {{ nothing }}"
    rules = {path: found["spec"] for path, found in manifests(tree).items() if found["kind"] == "PrometheusRule"}
    assert len(rules) > 3
    for path, specification in rules.items():
        file = tmp_path / path.replace("/", "-")
        file.write_text(yaml.safe_dump(specification))
        checked = promtool("check", "rules", "--lint=all", "--lint-fatal", file)
        assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize(
    ("series", "minutes", "raised"),
    [
        (["up 1x600", "requests{200} 0+999x600", "requests{500} 0+0x600"], 90, {}),
        (
            ["up 1x600", "requests{200} 0+95x600", "requests{500} 0+5x600"],
            90,
            {"ErrorBudgetBurn": {"1h", "6h", "1d", "3d"}},
        ),
        (["up 1x600", "requests{200} 0+996x600", "requests{500} 0+4x600"], 90, {"ErrorBudgetBurn": {"1d", "3d"}}),
        (["up 0x600"], 10, {"ServerDown": set()}),
        ([], 10, {"ServerDown": set()}),
        (["up 1x600", "bucket{0.1} 0+10x600", "bucket{+Inf} 0+10x600"], 30, {}),
        (
            ["up 1x600", "bucket{0.1} 0+5x600", "bucket{1} 0+10x600", "bucket{+Inf} 0+10x600"],
            30,
            {"LatencyP99High": set()},
        ),
    ],
    ids=["good", "every twentieth fails", "slow burn", "down", "gone", "fast", "slow"],
)
def test_it_raises_the_alerts(series: list[str], minutes: int, raised: dict[str, set[str]], tmp_path: Path) -> None:
    rules = manifests(served(objectives=OBJECTIVES))["prod/api/prometheus-rule.yaml"]["spec"]
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump(rules))
    alerts = [rule for group in rules["groups"] for rule in group["rules"] if "alert" in rule]
    expected = [
        expectation(name, alerts, raised.get(name), minutes) for name in sorted({rule["alert"] for rule in alerts})
    ]
    test = {"interval": "1m", "input_series": [one_series(each) for each in series], "alert_rule_test": expected}
    scenario = {"rule_files": ["rules.yaml"], "evaluation_interval": "1m", "tests": [test]}
    (tmp_path / "test.yaml").write_text(yaml.safe_dump(scenario))
    tested = promtool("test", "rules", tmp_path / "test.yaml")
    assert tested.returncode == 0, tested.stdout + tested.stderr


def one_series(written: str) -> dict[str, str]:
    name, values = written.split()
    metric, _, label = name.rstrip("}").partition("{")
    series = {
        "up": f"up{{{LABELS}}}",
        "requests": f'http_requests_total{{{LABELS},code="{label}"}}',
        "bucket": f'http_request_duration_seconds_bucket{{{LABELS},le="{label}"}}',
    }
    return {"series": series[metric], "values": values}


def expectation(name: str, alerts: list[dict[str, Any]], windows: set[str] | None, minutes: int) -> dict[str, Any]:
    """The alerts of a name that are raised: those of the windows, or the only one."""
    found = [] if windows is None else [rule for rule in alerts if rule["alert"] == name]
    firing = [rule for rule in found if not windows or rule["labels"]["window"] in windows]
    return {
        "eval_time": f"{minutes}m",
        "alertname": name,
        "exp_alerts": [{"exp_labels": labels(rule), "exp_annotations": annotations(rule)} for rule in firing],
    }


def labels(rule: dict[str, Any]) -> dict[str, str]:
    return rule["labels"] | ({"job": "api"} if rule["alert"] == "ErrorBudgetBurn" else {})


def annotations(rule: dict[str, Any]) -> dict[str, str]:
    return {key: text.replace("{{ $value | humanizeDuration }}", "982ms") for key, text in rule["annotations"].items()}
