"""`runner: process`: every DAG runs to its end for real, or stops where data, a model or a registry are amiss."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import dag_runs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Built

ORDER = (
    *("dataset.flights", "dataset.planes", "dataset.flight_features"),
    *("model.delay", "dataset.scores", "dataset.requests", "monitor.delay-api"),
)
"""The DAGs of flight-delays, each behind those that it needs."""

SPOILT_INGEST = """
import csv

from flight_delays.ingest import TABLES, ingest
from flight_delays.task import Task

lake = Task.from_environment().lake
ingest(lake)
with (lake / "raw" / "flights.csv").open(newline="") as file:
    header, *flights = csv.reader(file)
for flight in flights[:7]:
    flight[header.index("origin")] = "XXX"
with (lake / "raw" / "flights.csv").open("w", newline="") as file:
    csv.writer(file).writerows([header, *flights, *flights[100:103]])
"""
"""An ingest whose source has 7 flights from an airport that is none, and 3 flights twice."""

WORSE_TRAINING = """
from flight_delays.storage import write_json
from flight_delays.task import Task

task = Task.from_environment()
(task.artifacts / "model.joblib").write_bytes(b"worse")
write_json({"roc_auc": 0.55}, task.metrics)
"""

RECORDED = """
import json
import os
import runpy
import sys
from pathlib import Path

from opsgen.runtime.registry.digest import of_folder

variables = {name: text for name, text in os.environ.items() if name.startswith(("OPSGEN_", "MLFLOW_TRACKING"))}
found = {"variables": variables, "digest": of_folder(Path(os.environ["OPSGEN_ARTIFACTS"]))}
Path(f"{sys.argv[1]}.json").write_text(json.dumps(found))
runpy.run_module(sys.argv[1], run_name="__main__")
"""
"""Runs a module, after it has written down what the module is given: variables, and the files of a model."""


@pytest.fixture(scope="module", autouse=True)
def database(flight_delays: Built, datasets_only: Built) -> None:
    dag_runs.prepare([*flight_delays.bags, *datasets_only.bags])


@pytest.fixture(scope="module")
def project(flight_delays: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder that flight-delays' tasks run in, with an empty lake and a registry of its own."""
    folder = tmp_path_factory.mktemp("project") / "flight-delays"
    shutil.copytree(flight_delays.folder, folder)
    (folder / "recorded.py").write_text(RECORDED)
    for module in ("flight_delays.train", "flight_delays.score"):
        _replace_command(folder, module, f"recorded, {module}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPSGEN_FOLDER_FLIGHT_DELAYS", str(folder))
        patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{folder}/mlflow.db")
        yield folder


@dataclass(frozen=True)
class Finished:
    """What came of one run of each DAG of flight-delays."""

    states: dict[str, dict[str, str]]
    """What each task ended in."""
    published: dict[str, int]
    """How often each dataset was published."""


@pytest.fixture(scope="module")
def finished(flight_delays: Built, project: Path) -> Finished:
    """Each DAG, run once."""
    datasets = list(flight_delays.spec["datasets"])
    before = {name: dag_runs.published(_uri(name)) for name in datasets}
    states = {}
    for name in ORDER:
        if name == "dataset.requests":
            _ask(flight_delays, project, "distance > 0")
        states[name] = dag_runs.run(_dag(flight_delays, name))
    return Finished(states, {name: dag_runs.published(_uri(name)) - before[name] for name in datasets})


@pytest.fixture
def elsewhere(
    project: Path,
    finished: Finished,  # noqa: ARG001
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A copy of the project as it is when all has run, to be spoilt."""
    shutil.copytree(project, tmp_path / "flight-delays")
    monkeypatch.setenv("OPSGEN_FOLDER_FLIGHT_DELAYS", str(tmp_path / "flight-delays"))
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/flight-delays/mlflow.db")
    return tmp_path / "flight-delays"


@pytest.fixture
def logged(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    """A function that gives what Airflow has logged: Airflow 3 prints it, Airflow 2 hands it to `logging`."""
    return lambda: "".join([*capfd.readouterr(), caplog.text])


def test_every_dag_runs_to_its_end(flight_delays: Built, finished: Finished) -> None:
    names = {name for name in flight_delays.dags if name.startswith("flight-delays.dev.")}
    assert {f"flight-delays.dev.{name}" for name in finished.states} == names
    assert finished.states == {
        "dataset.flights": _all("write", "check", "publish"),
        "dataset.planes": _all("check", "publish"),
        "dataset.flight_features": _all("write", "check", "publish"),
        "model.delay": _all("train", "evaluate", "explain", "register"),
        "dataset.scores": _all("write", "check", "publish"),
        "dataset.requests": _all("check", "publish"),
        "monitor.delay-api": {"drift": "skipped", "retrain": "skipped"},
    }


def test_each_dataset_is_published_once_and_starts_what_is_made_from_it(finished: Finished) -> None:
    assert set(finished.published.values()) == {1}
    assert dag_runs.awaited("flight-delays.dev.dataset.flight_features") == 2


@pytest.mark.usefixtures("finished")
def test_the_model_is_the_champion_and_the_scores_are_made_with_its_very_files(project: Path) -> None:
    version = _champion(project)
    assert version["version"] == "1"
    assert version["tags"]["opsgen.seed"] == "7"
    assert _recorded(project, "score")["digest"] == version["tags"]["opsgen.artifacts"]
    served = project / "artifacts" / "delay"
    assert json.loads((served / "metrics.json").read_text())["roc_auc"] >= 0.62
    assert json.loads((served / "explanation.json").read_text())["importances"]


@pytest.mark.usefixtures("finished")
def test_the_commands_of_a_model_are_given_its_settings_by_opsgen(flight_delays: Built, project: Path) -> None:
    train = flight_delays.spec["models"]["delay"]["train"]
    for module in ("train", "score"):
        variables = _recorded(project, module)["variables"]
        assert json.loads(variables["OPSGEN_PARAMETERS"]) == train["parameters"]
        assert variables["OPSGEN_SEED"] == str(train["seed"])
        assert variables["OPSGEN_METRICS"] == f"{variables['OPSGEN_ARTIFACTS']}/metrics.json"
    assert "MLFLOW_TRACKING_URI" not in variables, "what loads a model cannot change versions of it"


def test_a_version_that_is_pinned_is_loaded_instead_of_the_champion(flight_delays: Built, elsewhere: Path) -> None:
    digest = _champion(elsewhere)["tags"]["opsgen.artifacts"]
    _opsgen(elsewhere, "promote-model", "delay", "--env", "dev")
    lock = elsewhere / "opsgen.lock"
    pin = lock.read_text()
    assert digest in pin
    (elsewhere / "flight_delays.score.json").unlink()
    lock.write_text(pin.replace(digest, f"sha256:{'0' * 64}"))
    assert _run_without_retries(_dag(flight_delays, "dataset.scores"))["write"] == "failed"
    assert not (elsewhere / "flight_delays.score.json").exists()
    lock.write_text(pin)
    assert dag_runs.run(_dag(flight_delays, "dataset.scores")) == _all("write", "check", "publish")
    assert _recorded(elsewhere, "score")["digest"] == digest


def test_nothing_is_scored_before_a_model_is_served(
    flight_delays: Built, elsewhere: Path, logged: Callable[[], str]
) -> None:
    script = "import mlflow\nclient = mlflow.MlflowClient('sqlite:///mlflow.db')\n"
    _with_python(
        elsewhere, "-c", script + "client.delete_registered_model_alias('flight-delays.delay', 'champion-dev')"
    )
    before = dag_runs.published(_uri("scores"))
    states = dag_runs.run(_dag(flight_delays, "dataset.scores"))
    assert states == dict.fromkeys(("write", "check", "publish"), "skipped")
    assert dag_runs.published(_uri("scores")) == before
    assert "delay has no champion in dev yet: opsgen promote-model delay --env dev" in logged()


def test_drift_starts_a_training(flight_delays: Built, elsewhere: Path) -> None:
    before = dag_runs.started("flight-delays.dev.model.delay")
    _ask(flight_delays, elsewhere, "hour >= 18 and distance > 1500")
    states = dag_runs.run(_dag(flight_delays, "monitor.delay-api"))
    assert states == _all("drift", "retrain")
    assert dag_runs.started("flight-delays.dev.model.delay") == before + 1


def test_broken_data_stop_at_the_check(flight_delays: Built, elsewhere: Path, logged: Callable[[], str]) -> None:
    before = dag_runs.published(_uri("flights"))
    (elsewhere / "flight_delays" / "spoilt.py").write_text(SPOILT_INGEST)
    states = _run_with(_dag(flight_delays, "dataset.flights"), "write", "flight_delays.spoilt")
    assert states == {"write": "success", "check": "failed", "publish": "upstream_failed"}
    assert dag_runs.published(_uri("flights")) == before
    log = logged()
    assert re.search(r"fail +origin\.allowed +7 rows", log)
    assert re.search(r"fail +unique\(carrier, flight, origin, time_hour\) +6 rows", log)
    assert "The command exited with 1, and would do so again" in log


def test_a_key_that_stands_twice_stops_at_the_check(
    flight_delays: Built, elsewhere: Path, logged: Callable[[], str]
) -> None:
    before = dag_runs.published(_uri("planes"))
    table = elsewhere / "data" / "raw" / "planes.csv"
    header, first, *others = table.read_text().splitlines(keepends=True)
    table.write_text("".join([header, first, first, *others]))
    states = dag_runs.run(_dag(flight_delays, "dataset.planes"))
    assert states == {"check": "failed", "publish": "upstream_failed"}
    assert dag_runs.published(_uri("planes")) == before
    assert re.search(r"fail +primary_key\(tailnum\) +2 rows", logged())


def test_a_model_that_misses_its_gate_is_neither_explained_nor_registered_nor_loaded(
    flight_delays: Built, elsewhere: Path, logged: Callable[[], str]
) -> None:
    before, served = _champion(elsewhere), _content(elsewhere / "artifacts" / "delay")
    (elsewhere / "flight_delays" / "worse.py").write_text(WORSE_TRAINING)
    _replace_command(elsewhere, "recorded, flight_delays.train", "flight_delays.worse")
    states = dag_runs.run(_dag(flight_delays, "model.delay"))
    assert states == {
        **_all("train"),
        "evaluate": "failed",
        "explain": "upstream_failed",
        "register": "upstream_failed",
    }
    log = logged()
    assert re.search(r"fail +roc_auc +0\.55 +at least 0\.62", log)
    assert re.search(r"fail +roc_auc +0\.55 +at most 0\.01 worse than the champion", log)
    assert "The command exited with 1, and would do so again" in log
    assert _champion(elsewhere) == before
    assert _content(elsewhere / "artifacts" / "delay") == served
    (elsewhere / "flight_delays.score.json").unlink()
    assert dag_runs.run(_dag(flight_delays, "dataset.scores")) == _all("write", "check", "publish")
    assert _recorded(elsewhere, "score")["digest"] == before["tags"]["opsgen.artifacts"]


def test_a_registry_that_is_out_of_reach_is_named_before_hours_of_training(
    flight_delays: Built, elsewhere: Path, logged: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    (elsewhere / "flight_delays.train.json").unlink()
    states = _run_without_retries(_dag(flight_delays, "model.delay"))
    assert states == {"train": "failed", **dict.fromkeys(("evaluate", "explain", "register"), "upstream_failed")}
    assert not (elsewhere / "flight_delays.train.json").exists()
    log = logged()
    assert "the registry http://127.0.0.1:9 cannot be used" in log
    assert "The command exited with 4" in log


def test_the_smallest_project_runs_to_its_end(
    datasets_only: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(datasets_only.folder, tmp_path / "penguins")
    monkeypatch.setenv("OPSGEN_FOLDER_PENGUINS", str(tmp_path / "penguins"))
    uri = "x-opsgen://penguins/default/penguins"
    before = dag_runs.published(uri)
    (dag,) = datasets_only.dags.values()
    assert dag_runs.run(dag) == _all("write", "check", "publish")
    assert (tmp_path / "penguins" / "data" / "penguins.csv").is_file()
    assert dag_runs.published(uri) == before + 1


def _dag(built: Built, name: str) -> Any:
    return built.dags[f"flight-delays.dev.{name}"]


def _uri(dataset: str) -> str:
    return f"x-opsgen://flight-delays/dev/{dataset}"


def _all(*tasks: str) -> dict[str, str]:
    return dict.fromkeys(tasks, "success")


def _run_with(dag: Any, task_id: str, module: str) -> dict[str, str]:
    """Run a DAG with another of the project's modules as a task's command."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dag.get_task(task_id), "command", ["python", "-m", module])
        return dag_runs.run(dag)


def _run_without_retries(dag: Any) -> dict[str, str]:
    """Run a DAG; a task that fails is not tried again."""
    with pytest.MonkeyPatch.context() as patch:
        for task in dag.tasks:
            patch.setattr(task, "retries", 0)
        return dag_runs.run(dag)


def _replace_command(folder: Path, former: str, module: str) -> None:
    """Let the spec run another of the project's modules: opsgen reads the command from it."""
    spec = folder / "opsgen.yaml"
    text = spec.read_text()
    assert f"[python, -m, {former}]" in text
    spec.write_text(text.replace(f"[python, -m, {former}]", f"[python, -m, {module}]"))


def _recorded(folder: Path, module: str) -> dict[str, Any]:
    """What a module was given when it ran last."""
    found: dict[str, Any] = json.loads((folder / f"flight_delays.{module}.json").read_text())
    return found


def _content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _opsgen(folder: Path, *arguments: str) -> None:
    program = Path(os.environ["OPSGEN_PATH_FLIGHT_DELAYS"], "opsgen")
    subprocess.run([program, *arguments], cwd=folder, check=True)


def _ask(built: Built, folder: Path, query: str) -> None:
    """Let the server of a folder's model have been asked about the flights that a query picks."""
    module = sys.modules[type(_dag(built, "model.delay").get_task("train")).__module__]
    _opsgen(folder, "fetch-model", "delay", "--env", "dev")
    _with_python(folder, str(Path(__file__).with_name("ask.py")), query, **module.ENV)


def _champion(folder: Path) -> dict[str, Any]:
    """What a folder's registry has as the champion."""
    script = (
        "import json, mlflow\n"
        "client = mlflow.MlflowClient('sqlite:///mlflow.db')\n"
        "version = client.get_model_version_by_alias('flight-delays.delay', 'champion-dev')\n"
        "print(json.dumps({'version': str(version.version), 'tags': version.tags}))\n"
    )
    found: dict[str, Any] = json.loads(_with_python(folder, "-c", script).splitlines()[-1])
    return found


def _with_python(folder: Path, *arguments: str, **variables: str) -> str:
    """Run the Python of the project's own environment in a folder of it."""
    python = Path(os.environ["OPSGEN_PATH_FLIGHT_DELAYS"], "python")
    environment = os.environ | variables | {"PYTHONPATH": str(folder)}
    return subprocess.run(
        [python, *arguments], cwd=folder, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
