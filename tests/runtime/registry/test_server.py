"""Trainings on a real MLflow server, which stores the files of models itself."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from runtime.registry.training_cases import prepared

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SERVE = """\
import sys
from mlflow.server import app
from werkzeug.serving import run_simple

run_simple("127.0.0.1", int(sys.argv[1]), app, threaded=True)
"""
"""MLflow's server. `mlflow server` would need gunicorn, or packages that `mlflow-skinny` lacks."""
START = 300
"""Seconds after which a server that does not answer is given up."""


@pytest.fixture
def server(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a server, and the folder with its files."""
    pytest.importorskip("flask", reason="MLflow's server needs it; only the environment of engines has it")
    folder = tmp_path_factory.mktemp("server")
    shutil.copy(database, folder / "mlflow.db")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    stores = {
        "_MLFLOW_SERVER_FILE_STORE": f"sqlite:///{folder}/mlflow.db",
        "_MLFLOW_SERVER_REGISTRY_STORE": f"sqlite:///{folder}/mlflow.db",
        "_MLFLOW_SERVER_ARTIFACT_ROOT": "mlflow-artifacts:/",
        "_MLFLOW_SERVER_ARTIFACT_DESTINATION": str(folder / "files"),
        "_MLFLOW_SERVER_SERVE_ARTIFACTS": "true",
    }
    command = [sys.executable, "-c", SERVE, str(port)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=os.environ | stores, stdout=log, stderr=log)
    try:
        _wait(f"http://127.0.0.1:{port}", process, folder / "log")
        yield f"http://127.0.0.1:{port}", folder / "files"
    finally:
        process.terminate()
        process.wait(START)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"{address}/health", timeout=5) as answer:  # noqa: S310
            if answer.status == 200:
                return
        time.sleep(0.2)
    pytest.fail(f"the server does not answer: {log.read_text()}")


def test_environments_share_a_server_and_no_champion(
    server: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    address, stored = server
    trainings = prepared(tmp_path, monkeypatch, capsys, {"registry": {"type": "mlflow", "uri": address}})
    trainings.write(promotion={"prod": "automatic"})
    trainings.add_job()
    ran = trainings.trained("dev")
    assert ran.code == 0, ran.err
    assert trainings.opsgen("batch", "score", "--env", "prod").code == 99
    trainings.next("second", roc_auc=0.65)
    assert trainings.trained("prod").code == 0, "it is worse than the champion of dev only"
    assert (trainings.alias("champion-dev"), trainings.alias("champion-prod")) == ("1", "2")
    for environment, content in (("dev", "first"), ("prod", "second")):
        assert trainings.opsgen("batch", "score", "--env", environment).code == 0
        assert (trainings.folder / "scored").read_text() == content
    trainings.next("third", roc_auc=0.5)
    assert trainings.trained("prod").code == 1
    assert (trainings.alias("champion-prod"), trainings.version("3")) == ("2", None)
    assert trainings.place(trainings.known_version("2")) is None
    for path in stored.rglob("model/model.bin"):
        path.write_bytes(path.read_bytes().upper())
    ran = trainings.opsgen("fetch-model", "delay", "--env", "prod", "--to", "there")
    assert (ran.code, "delay 2: expected sha256:" in ran.err) == (1, True)
    assert not (trainings.folder / "there").exists()
