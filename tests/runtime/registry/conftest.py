from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from runtime.registry.projects import DIGEST, SPEC, Project

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Project:
    """A project at a commit, with a trained model that is not registered."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/mlflow.db")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("OPSGEN_ARTIFACTS", raising=False)
    (tmp_path / "opsgen.yaml").write_text(SPEC)
    (tmp_path / "opsgen.lock").write_text(f"dev: ghcr.io/example/flights@{DIGEST}\n")
    (tmp_path / "data" / "features").mkdir(parents=True)
    (tmp_path / "data" / "features" / "2013.csv").write_text("origin,late\nJFK,true\n")
    made = Project(tmp_path, capsys)
    made.trained("first")
    made.git("init", "--quiet")
    made.git("add", "opsgen.yaml")
    made.git("commit", "--quiet", "--message", "Begin")
    return made


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of MLflow's with nothing in it, which takes long to make."""
    file = tmp_path_factory.mktemp("mlflow") / "mlflow.db"
    client(file).search_registered_models()
    return file


@pytest.fixture
def mlflow(project: Project, database: Path) -> Any:
    """MLflow's own client of the project's registry."""
    return client(shutil.copy(database, project.folder / "mlflow.db"))


def client(file: Path) -> Any:
    mlflow = pytest.importorskip("mlflow", reason="models are registered in MLflow")
    return mlflow.MlflowClient(tracking_uri=f"sqlite:///{file}", registry_uri=f"sqlite:///{file}")
