"""Registries that are not there, do not answer, or are of a kind that MLflow does not like; and no credentials in
anything that is said of them."""

from __future__ import annotations

import socket
import sys
from typing import TYPE_CHECKING, Any

import pytest

from program import started
from runtime.registry.projects import SPEC

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runtime.registry.projects import Project

METRICS = ("--metrics", "artifacts/delay/metrics.json")


@pytest.fixture
def deaf() -> Iterator[int]:
    """The port of a server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def closed() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_TIMEOUT", "1")


@pytest.mark.usefixtures("impatient", "mlflow")
@pytest.mark.parametrize("command", ["gate", "register"])
def test_a_server_that_is_not_there(
    project: Project, closed: int, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"http://ann:se%40cret@127.0.0.1:{closed}/mlflow?token=hidden")
    ran = project.opsgen(command)
    assert (ran.code, ran.out) == (4, "")
    assert f"the registry http://127.0.0.1:{closed}/mlflow cannot be used: " in ran.err
    assert not [secret for secret in ("se%40cret", "se@cret", "ann:", "hidden") if secret in ran.err]


@pytest.mark.usefixtures("impatient", "mlflow")
def test_a_server_that_does_not_answer(project: Project, deaf: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"http://127.0.0.1:{deaf}")
    ran = project.opsgen("gate")
    assert ran.code == 4
    assert "timed out" in ran.err.lower()


@pytest.mark.usefixtures("mlflow")
def test_a_database_that_is_none(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    (project.folder / "other.db").write_text("This is no database. " * 100)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{project.folder}/other.db")
    ran = project.opsgen("gate")
    assert ran.code == 4
    assert "file is not a database" in ran.err


@pytest.mark.usefixtures("mlflow")
def test_a_database_whose_driver_is_not_installed(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "mssql+pyodbc://ann:secret@127.0.0.1/mlflow")
    ran = project.opsgen("gate")
    assert ran.code == 4
    assert "the registry mssql+pyodbc://127.0.0.1/mlflow cannot be used: No module named 'pyodbc'" in ran.err


@pytest.mark.usefixtures("mlflow")
def test_a_folder_where_mlflow_lets_it_be_a_registry(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"file://{project.folder}/mlruns")
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    assert project.opsgen("register").out == "registered version 1 of flights.delay\nit is the champion now\n"
    assert "no new version was registered" in project.opsgen("register").out
    project.trained("second", roc_auc=0.65)
    assert "0.05 worse than version 1 of flights.delay" in project.opsgen("gate").out


@pytest.mark.usefixtures("mlflow")
def test_a_folder_where_mlflow_does_not(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"{project.folder}/mlruns")
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "false")
    ran = project.opsgen("gate")
    assert ran.code == 4
    assert "MLFLOW_ALLOW_FILE_STORE=true" in ran.err


def test_without_mlflow_it_is_said_what_to_install(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mlflow", None)
    ran = project.opsgen("gate")
    assert (ran.code, ran.err) == (4, "opsgen: mlflow is not installed; run: pip install 'opsgen[mlflow]'\n")


@pytest.mark.parametrize(
    ("uri", "message"),
    [(None, "the secret MLFLOW_TRACKING_URI is needed"), (" ", "the address of the registry is empty")],
)
def test_without_an_address(project: Project, uri: str | None, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_URI")
    if uri is not None:
        monkeypatch.setenv("MLFLOW_TRACKING_URI", uri)
    ran = project.opsgen("register")
    assert ran.code == 4
    assert message in ran.err


def test_a_name_that_no_registered_model_can_have(project: Project) -> None:
    (project.folder / "opsgen.yaml").write_text(SPEC.replace("type: mlflow,", "type: mlflow, name: it's,"))
    ran = project.opsgen("register")
    assert (ran.code, "a registered model's name has no" in ran.out) == (2, True)


def test_as_a_process_of_its_own_in_another_folder(project: Project, mlflow: Any) -> None:
    """The spec's paths, and a relative address in a file, are those of the project's folder; MLflow says nothing."""
    (project.folder / "uri").write_text("sqlite:///mlflow.db\n")
    (project.folder / "elsewhere").mkdir()
    (project.folder / "opsgen.yaml").write_text(SPEC.replace("MLFLOW_TRACKING_URI", "REGISTRY"))
    secret = {"REGISTRY_FILE": str(project.folder / "uri")}
    file = project.files / "metrics.json"
    ran = started("register", "delay", "--metrics", file, "--spec", "..", folder=project.folder / "elsewhere", **secret)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == "registered version 1 of flights.delay\nit is the champion now\n"
    assert mlflow.get_model_version("flights.delay", "1").tags["opsgen.data"].startswith("sha256:")
    assert not list((project.folder / "elsewhere").iterdir())
