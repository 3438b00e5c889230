"""`runner: process`: a task runs its very words, whatever they are, in the project's folder."""

from __future__ import annotations

import hashlib
import json
import shutil
import threading
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from airflow.exceptions import AirflowException, AirflowFailException, AirflowSkipException

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Built

RUN = SimpleNamespace(dag_id="hostile.dev.dataset.events", run_id="manual__2026-01-02T03:04:05+00:00")
CONTEXT = {"dag_run": RUN}
MADE_BY = {
    "flights": ("ingest", "flights"),
    "flight_features": ("transform", "flight_features"),
    "planes": ("publish", "planes"),
    "requests": ("publish", "requests"),
    "scores": ("batch", "delay-batch"),
}
"""The command of opsgen that makes each dataset of flight-delays."""


@pytest.fixture
def ingest(hostile: Built, rendered: Callable[[Any], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A task with hostile words, which writes what it got to `report.json`."""
    monkeypatch.setenv("REPORT", str(tmp_path / "report.json"))
    monkeypatch.setenv("API_TOKEN", "{{ 1/0 }} secret")
    return rendered(hostile.dags["hostile.dev.dataset.events"].get_task("write"))


def test_words_arrive_as_they_stand_in_the_spec(ingest: Any, hostile: Built, tmp_path: Path) -> None:
    ingest.execute(CONTEXT)
    report = _report(tmp_path)
    assert report["arguments"] == hostile.spec["datasets"]["events"]["ingest"]["command"][3:]
    assert report["folder"] == str(hostile.folder)


def test_variables_arrive_as_they_stand_in_the_spec(
    ingest: Any, hostile: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OF_THE_WORKER", "kept")
    monkeypatch.setenv("SCRIPT", "of the worker's")
    ingest.execute(CONTEXT)
    environment, given = _report(tmp_path)["environment"], hostile.spec["datasets"]["events"]["ingest"]["environment"]
    assert environment["HOSTILE"] == given["HOSTILE"]
    assert environment["SCRIPT"] == given["SCRIPT"]
    assert environment["TOKEN"] == "{{ 1/0 }} secret"  # noqa: S105
    assert environment["OF_THE_WORKER"] == "kept"
    assert environment["OPSGEN_ENV"] == "dev"
    assert environment["OPSGEN_PROJECT"] == "hostile"
    assert environment["OPSGEN_DATASET"] == "events"
    run = "hostile.dev.dataset.events/manual__2026-01-02T03:04:05+00:00"
    assert environment["OPSGEN_RUN"] == hashlib.sha256(run.encode()).hexdigest()[:12]
    assert "OPSGEN_PARTITION" not in environment
    assert environment["OPSGEN_VAR_LAKE"] == hostile.spec["variables"]["lake"]["default"]


def test_the_partition_of_a_run_arrives_as_it_is(ingest: Any, tmp_path: Path) -> None:
    ingest.execute({"dag_run": SimpleNamespace(**vars(RUN), partition_key="2026-01-02 $(HOME)")})
    assert _report(tmp_path)["environment"]["OPSGEN_PARTITION"] == "2026-01-02 $(HOME)"


def test_the_worker_may_have_the_project_elsewhere(
    ingest: Any, hostile: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPSGEN_FOLDER_HOSTILE", str(tmp_path))
    shutil.copy(hostile.folder / "opsgen.yaml", tmp_path)
    ingest.execute(CONTEXT)
    assert _report(tmp_path)["folder"] == str(tmp_path)


def test_a_project_may_have_programs_of_its_own(
    flight_delays: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that it does not have are the worker's."""
    _program(tmp_path, '{ command -v opsgen; command -v env; } >"$REPORT"', monkeypatch)
    monkeypatch.setenv("REPORT", str(tmp_path / "programs"))
    flight_delays.dags["flight-delays.dev.dataset.planes"].get_task("check").execute(CONTEXT)
    own, other = (tmp_path / "programs").read_text().splitlines()
    assert (own, other) == (str(tmp_path / "opsgen"), shutil.which("env"))


def test_a_missing_secret_is_named_before_anything_runs(
    ingest: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("API_TOKEN")
    with pytest.raises(AirflowException, match="exited with 4"):
        ingest.execute(CONTEXT)
    assert not (tmp_path / "report.json").exists()


def test_a_training_is_given_words_parameters_and_secrets_as_they_stand_in_the_spec(
    hostile: Built, rendered: Callable[[Any], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORT", str(tmp_path / "report.json"))
    monkeypatch.setenv("API_TOKEN", "{{ 1/0 }} secret")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/mlflow.db")
    monkeypatch.setenv("OPSGEN_FOLDER_HOSTILE", str(tmp_path))
    shutil.copy(hostile.folder / "opsgen.yaml", tmp_path)
    task = rendered(hostile.dags["hostile.dev.model.guess"].get_task("train"))
    assert not {"OPSGEN_PARAMETERS", "OPSGEN_ARTIFACTS", "OPSGEN_METRICS", "TOKEN"} & task.env.keys()
    task.execute(CONTEXT)
    report, train = _report(tmp_path), hostile.spec["models"]["guess"]["train"]
    environment = report["environment"]
    assert report["arguments"] == train["command"][3:]
    assert report["folder"] == str(tmp_path)
    assert environment["HOSTILE"] == train["environment"]["HOSTILE"]
    assert environment["TOKEN"] == "{{ 1/0 }} secret"  # noqa: S105
    assert json.loads(environment["OPSGEN_PARAMETERS"]) == train["parameters"]
    assert environment["OPSGEN_MODEL"] == "guess"
    assert environment["OPSGEN_METRICS"] == f"{environment['OPSGEN_ARTIFACTS']}/metrics.json"


def test_a_missing_secret_of_a_training_is_named_before_anything_runs(
    hostile: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORT", str(tmp_path / "report.json"))
    monkeypatch.delenv("API_TOKEN", raising=False)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/mlflow.db")
    with pytest.raises(AirflowException, match="exited with 4"):
        hostile.dags["hostile.dev.model.guess"].get_task("train").execute(CONTEXT)
    assert not (tmp_path / "report.json").exists()


def test_every_command_is_one_of_opsgen(flight_delays: Built) -> None:
    assert _commands(flight_delays, "dev") == {
        **{
            f"dataset.{name}.{step}": ["opsgen", *verb, "--env", "dev", "--step", step]
            for name, verb in MADE_BY.items()
            for step in ("write", "check", "publish")
            if step != "write" or verb[0] != "publish"
        },
        "model.delay.train": ["opsgen", "train", "delay", "--env", "dev", "--step", "train"],
        "model.delay.evaluate": ["opsgen", "gate", "delay", "--env", "dev"],
        "model.delay.explain": ["opsgen", "train", "delay", "--env", "dev", "--step", "explain"],
        "model.delay.register": ["opsgen", "register", "delay", "--env", "dev"],
        "monitor.delay-api.drift": ["opsgen", "drift", "delay-api", "--env", "dev", "--trigger"],
    }


@pytest.mark.parametrize(
    "task", ["dataset.planes.check", "model.delay.evaluate", "model.delay.register", "monitor.delay-api.drift"]
)
@pytest.mark.parametrize(
    ("code", "raised"),
    [(0, None), (1, AirflowFailException), (2, AirflowFailException), (3, AirflowException), (4, AirflowException)],
)
def test_only_what_may_end_otherwise_is_tried_again(
    flight_delays: Built,
    task: str,
    code: int,
    raised: type[Exception] | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _program(tmp_path, f"exit {code}", monkeypatch)
    dag_id, _, task_id = f"flight-delays.dev.{task}".rpartition(".")
    assert _raised(flight_delays.dags[dag_id].get_task(task_id)) is raised


@pytest.mark.parametrize("code", [1, 2, 4])
def test_a_command_that_does_not_judge_is_always_tried_again(
    flight_delays: Built, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _program(tmp_path, f"exit {code}", monkeypatch)
    assert _raised(flight_delays.dags["flight-delays.dev.model.delay"].get_task("train")) is AirflowException


def test_without_drift_the_training_is_skipped(
    flight_delays: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _program(tmp_path, "exit 99", monkeypatch)
    drift = flight_delays.dags["flight-delays.dev.monitor.delay-api"].get_task("drift")
    assert _raised(drift) is AirflowSkipException


def test_before_a_model_is_served_nothing_is_scored(
    flight_delays: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _program(tmp_path, "exit 99", monkeypatch)
    write = flight_delays.dags["flight-delays.dev.dataset.scores"].get_task("write")
    assert _raised(write) is AirflowSkipException


def test_99_is_a_failure_where_nothing_is_to_be_skipped(
    flight_delays: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _program(tmp_path, "exit 99", monkeypatch)
    assert _raised(flight_delays.dags["flight-delays.dev.dataset.planes"].get_task("check")) is AirflowException


def test_a_killed_task_leaves_no_process(flight_delays: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path, "sleep 600 & wait", monkeypatch)
    check = flight_delays.dags["flight-delays.dev.dataset.flights"].get_task("check")
    hook = check.subprocess_hook
    killer = threading.Thread(target=_when, args=(lambda: hook.sub_process, check.on_kill), daemon=True)
    killer.start()
    with pytest.raises(AirflowException, match="-15"):
        check.execute(CONTEXT)
    killer.join()


def _raised(task: Any) -> type[Exception] | None:
    """What a task raises when it is run."""
    try:
        task.execute(CONTEXT)
    except AirflowException as error:
        return type(error)
    return None


def _when(condition: Callable[[], Any], action: Callable[[], None]) -> None:
    while not condition():
        time.sleep(0.01)
    action()


def _report(folder: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return report


def _commands(built: Built, environment: str) -> dict[str, list[str]]:
    prefix = f"{built.spec['project']['name']}.{environment}."
    return {
        f"{name.removeprefix(prefix)}.{task.task_id}": task.command
        for name, dag in built.dags.items()
        if name.startswith(prefix)
        for task in dag.tasks
        if hasattr(task, "command")
    }


def _program(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give flight-delays an `opsgen` of its own."""
    program = folder / "opsgen"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("OPSGEN_PATH_FLIGHT_DELAYS", str(folder))
