"""`opsgen gate` as users run it, with the champion's metrics in a file; `tests/registry` has those with a registry."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from program import opsgen, started

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """\
version: 1
project: {name: flights, owner: ml}
connections: {lake: {type: files, root: data}}
environments:
  dev: {}
  prod: {overrides: {models.delay.evaluate: [{metric: roc_auc, min: 0.9}]}}
datasets:
  flights:
    source: {connection: lake, path: flights.csv}
    columns: {origin: {type: string}, late: {type: boolean}}
models:
  delay:
    task: classification
    features: {dataset: flights, label: late, columns: [origin]}
    train: {command: [python, -m, flights.train]}
    evaluate:
      - {metric: roc_auc, min: 0.62}
      - {metric: roc_auc, against: champion, max_regression: 0.01}
      - {metric: log_loss, max: 0.4, slice: origin, severity: warn}
  plain:
    task: classification
    features: {dataset: flights, label: late, columns: [origin]}
    train: {command: [python, -m, flights.train]}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "opsgen.yaml").write_text(SPEC)
    measured = {"roc_auc": 0.7, "slices": {"origin": {"JFK": {"log_loss": 0.5}, "EWR": {"log_loss": 0.3}}}}
    (tmp_path / "metrics.json").write_text(json.dumps(measured))
    (tmp_path / "champion.json").write_text('{"roc_auc": 0.705}')
    return tmp_path


def test_warnings_do_not_fail(project: Path) -> None:
    ran = started("gate", "delay", "--metrics", "metrics.json", "--champion", "champion.json", folder=project)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines()[3:] == [
        "  pass   roc_auc                 0.7    at most 0.01 worse than the champion's 0.705",
        "  warn   log_loss of origin JFK  0.5    at most 0.4",
        "         0.1 too high",
        "  pass   log_loss of origin EWR  0.3    at most 0.4",
        "  4 gates: 3 passed, 1 warned",
    ]


def test_a_model_that_falls_behind_the_champion_fails(project: Path) -> None:
    (project / "champion.json").write_text('{"roc_auc": 0.75}')
    ran = opsgen("gate", "delay", "--metrics", "metrics.json", "--champion", "champion.json", folder=project)
    assert ran.returncode == 1
    assert "0.05 worse than the champion of champion.json, 0.04 more than allowed" in ran.stdout


def test_environments_may_ask_for_more(project: Path) -> None:
    ran = opsgen("gate", "delay", "--env", "prod", "--metrics", "metrics.json", folder=project)
    assert ran.returncode == 1
    assert "0.2 too low" in ran.stdout


def test_a_model_without_gates_passes(project: Path) -> None:
    ran = opsgen("gate", "plain", "--metrics", "metrics.json", folder=project)
    assert (ran.returncode, ran.stdout) == (0, "plain  metrics.json\n  no gates\n")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"roc_auc": "high"}', '`roc_auc` is the text "high", not a number'),
        ("[]", "metrics.json: the file is a list, not a mapping of names of metrics"),
        (None, "there is no file metrics.json; training writes its metrics to the path in $OPSGEN_METRICS"),
    ],
)
def test_metrics_that_cannot_be_read_have_their_own_exit_code(project: Path, content: str | None, message: str) -> None:
    (project / "metrics.json").unlink()
    if content is not None:
        (project / "metrics.json").write_text(content)
    ran = opsgen("gate", "delay", "--metrics", "metrics.json", "--champion", "champion.json", folder=project)
    assert ran.returncode == 4
    assert message in ran.stderr


def test_a_metric_that_is_missed_is_no_model_that_failed(project: Path) -> None:
    (project / "metrics.json").write_text('{"roc_acu": 0.7}')
    ran = opsgen("gate", "delay", "--metrics", "metrics.json", "--champion", "champion.json", folder=project)
    assert ran.returncode == 4
    assert "the metrics file has no `roc_auc`; did you mean `roc_acu`?" in ran.stdout
    assert "the metrics file has no slices by `origin`" in ran.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["delya", "--metrics", "metrics.json"], "there is no model `delya`; did you mean `delay`?"),
        (["delay"], "gate needs --metrics FILE, or the run in OPSGEN_RUN"),
        (["plain", "--metrics", "metrics.json", "--report", "opsgen.yaml/x"], "cannot be written to opsgen.yaml/x: "),
    ],
)
def test_mistakes_in_the_command_are_usage_errors(project: Path, arguments: list[str], message: str) -> None:
    ran = opsgen("gate", *arguments, folder=project)
    assert ran.returncode == 2
    assert message in ran.stderr


def test_a_report_goes_to_a_file_and_a_table_to_the_terminal(project: Path) -> None:
    arguments = [
        "--metrics",
        "metrics.json",
        "--champion",
        "champion.json",
        "--format",
        "json",
        "--report",
        "out/r.json",
    ]
    ran = opsgen("gate", "delay", *arguments, folder=project)
    assert ran.stdout.startswith("delay  metrics.json  compared with the champion of champion.json\n")
    assert json.loads((project / "out" / "r.json").read_text())["gates"][1]["champion_value"] == 0.705
