"""The fields that commands read, seen while they run, are those that the report of field usage lists."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from opsgen.cli.app import run
from opsgen.compile import pipeline
from opsgen.runtime.registry import digest, mlflow
from opsgen.runtime.registry.candidate import ReportedMetrics, candidate
from opsgen.runtime.registry.card import card
from opsgen.runtime.registry.open import open_registry
from opsgen.trace.field_usage import APPLIED, AT_RUN_TIME, begins
from opsgen.trace.recorder import FieldRecorder

if TYPE_CHECKING:
    from opsgen.diagnostics.model import Path as FieldPath

SPEC = """\
version: 1
project: {name: flights, owner: ml, version: 1.4.0, description: For readers.}
environments: {dev: {description: For readers.}}
connections: {lake: {type: files, root: data}}
datasets:
  raw:
    source: {connection: lake, path: raw.csv}
    ingest:
      {command: [python3, load.py, raw.csv], environment: {A: b}, timeout: 5m, retries: 2, schedule: "17 5 * * *"}
    columns: {origin: {type: string}}
  flights:
    description: One row per flight.
    owner: ml
    tags: [gold]
    source: {connection: lake, path: flights.csv, format: csv}
    freshness: {column: day, error_after: 20000d}
    retention: 20000d
    columns:
      id: {type: integer, primary_key: true, description: Number.}
      origin: {type: string, required: true, allowed: [EWR, JFK], max_length: 3, pattern: "[A-Z]{3}"}
      day: {type: timestamp, required: true}
      delay: {type: number, min: -60, max: 1000, unit: minutes}
      customer: {type: string, classification: pii}
      late: {type: boolean}
    quality:
      - row_count: {min: 1, name: some rows, description: Not empty.}
      - not_null: {column: customer, max_fraction: 0.01, severity: warn}
      - expression: {sql: delay < 2000, where: late}
  daily:
    source: {connection: lake, path: daily.csv}
    transform: {inputs: [flights], sql: daily.sql, schedule: "17 5 * * *"}
    columns: {origin: {type: string}, flights: {type: integer}}
  scores:
    source: {connection: lake, path: scores.csv}
    columns: {origin: {type: string}}
  requests:
    source: {connection: lake, path: requests.csv}
    produced_by: deployments.api
    columns: {origin: {type: string}, at: {type: timestamp}, delay: {type: number}}
models:
  delay:
    description: Late or not.
    owner: ml
    tags: [gold]
    task: classification
    features: {dataset: flights, label: late, columns: [origin, delay], time_column: day, test_fraction: 0.2}
    explain: {command: [python3, explain.py], method: shap}
    train: {command: [python3, train.py], seed: 7, parameters: {depth: 3}, timeout: 5m}
    evaluate:
      - {metric: roc_auc, min: 0.62, severity: warn}
      - {metric: roc_auc, against: champion, max_regression: 0.01, greater_is_better: true}
      - {metric: log_loss, max: 1, slice: origin}
    registry: {type: mlflow, uri: "sqlite:///mlflow.db", name: delay}
    card: {intended_use: Warn., limitations: One year., risk: limited}
deployments:
  nightly:
    type: batch
    model: delay
    command: [python3, load.py, scores.csv]
    environment: {A: b}
    inputs: [flights]
    output: scores
    schedule: "17 6 * * *"
    timeout: 5m
    retries: 1
  api:
    type: online
    model: delay
    command: [serve]
    port: 8080
    monitor:
      reference: flights
      current: requests
      time_column: at
      window: 20000d
      min_rows: 1
      on_no_data: ok
      schedule: "17 4 * * *"
      drift: [{metric: psi, columns: [origin], max: 0.2}, {metric: ks, column: delay, min: 0.01}]
outputs: {airflow: {}}
"""
LOAD = """\
import os, sys
with open(os.environ.get("OPSGEN_OUTPUT", f"data/{sys.argv[1]}"), "w") as file:
    file.write("origin\\nEWR\\n")
"""
FILES = {
    "data/flights.csv": "id,origin,day,delay,customer,late\n1,EWR,2013-01-01,5,a,true\n2,JFK,2013-01-02,7,b,false\n",
    "data/requests.csv": "origin,at,delay\nEWR,2013-01-03,5\nJFK,2013-01-04,6\n",
    "daily.sql": "SELECT origin, count(*) AS flights FROM flights GROUP BY origin\n",
    "load.py": LOAD,
    "metrics.json": json.dumps({"roc_auc": 0.7, "slices": {"origin": {"JFK": {"log_loss": 0.5}}}}),
    "artifacts/delay/model.bin": "weights",
}
COMMANDS = (
    ("ingest", "raw"),
    ("batch", "nightly"),
    ("publish", "requests"),
    ("transform", "daily"),
    ("check",),
    ("drift", "api"),
    ("gate", "delay", "--metrics", "metrics.json", "--champion", "metrics.json"),
)
UNREAD = {
    "datasets.flights.columns.id.description": "for readers; its column is read",
    "datasets.flights.columns.delay.unit": "for readers; its column is read",
    "datasets.daily.transform.inputs": "read from the graph",
    "datasets.daily.transform.schedule": "read by the backends",
    "models.delay.features.time_column": "for readers, and for lint",
    "deployments.api.command": "run by the server's pod; that of a batch deployment is read",
    "deployments.api.model": "used by the server's pod; that of a batch deployment is read",
    "project.owner": "read for what has no owner of its own",
    "deployments.api.monitor.schedule": "read by the backends",
}
"""The fields below a listed one that no command reads, and why they need no line of their own."""


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    found = Recorder()
    monkeypatch.setattr(pipeline, "analyse", found.analyse)
    # The digest of a spec has every field, whether a command depends on it or not.
    monkeypatch.setattr(digest, "of_spec", lambda _spec: "sha256:0")
    monkeypatch.setattr(mlflow, "open_client", unreachable)
    return found


def unreachable(_address: object) -> None:
    raise ConnectionError


class Recorder:
    """Records what commands read of the specs that they analyse."""

    def __init__(self) -> None:
        self._analyse = pipeline.analyse
        self._recorders: list[FieldRecorder] = []
        self.fields: set[FieldPath] = set()

    def analyse(self, *arguments: Any) -> pipeline.Analysis:
        analysis = self._analyse(*arguments)
        assert analysis.project is not None, [each.message for each in analysis.diagnostics]
        for graph in analysis.project.environments:
            recorder = FieldRecorder()
            self.fields.update(recorder.watch(graph.spec))
            recorder.read.clear()
            self._recorders.append(recorder)
        return analysis

    @property
    def read(self) -> set[FieldPath]:
        return {path for recorder in self._recorders for path in recorder.read} & self.fields


def test_commands_read_the_listed_fields_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recorder: Recorder
) -> None:
    for name, text in {**FILES, "opsgen.yaml": SPEC}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPSGEN_ARTIFACTS", "artifacts/delay")
    for command in COMMANDS:
        assert run(list(command)) == 0, command
    describe_model()
    listed = {path for path in recorder.fields if begins(path, AT_RUN_TIME)}
    applied = {path for path in recorder.fields if begins(path, APPLIED)}
    assert not names(recorder.read - listed - applied), "list them in AT_RUN_TIME"
    assert names(listed - recorder.read) == set(UNREAD)


def describe_model() -> None:
    """Read what `opsgen register` reads of a spec, without MLflow, which takes long to make a registry."""
    project = pipeline.analyse(Path("opsgen.yaml")).project
    assert project is not None
    measured = ReportedMetrics({"roc_auc": 0.7}, {"roc_auc": 0.7}, None)
    made = candidate(project.first, "delay", Path(), Path("artifacts/delay"), measured)
    assert card(project.first, made)
    assert made.parameters
    with pytest.raises(ConnectionError):
        open_registry(project.first, "delay", Path())


def names(paths: set[FieldPath]) -> set[str]:
    return {".".join(map(str, path)) for path in paths}
