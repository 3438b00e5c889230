"""Pipes, sockets and devices in the place of files: a message, and nothing that waits for ever."""

from __future__ import annotations

import gc
import json
import os
import socket
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from opsgen.cli.app import run

if TYPE_CHECKING:
    from collections.abc import Iterator

SPEC = """\
version: 1
project: {name: shop, owner: data}
lint: {ignore: [DAT, MOD, PLT3]}
connections: {lake: {type: files, root: data}}
datasets:
  orders:
    source: {connection: lake, path: PATH}
    columns: {id: {type: integer}, x: {type: number}}
  totals:
    source: {connection: lake, path: totals.parquet}
    transform: {inputs: [orders], sql: "select id, x from orders"}
    columns: {id: {type: integer}, x: {type: number}}
models:
  m:
    task: classification
    features: {dataset: orders, label: id, columns: [x]}
    train: {command: [train]}
    evaluate: [{metric: accuracy, min: 0.5}]
    registry: {type: mlflow, uri: "sqlite:///ml.db"}
"""
FORMATS = ("csv", "json", "parquet")


@pytest.fixture(params=["pipe", "socket", "device"])
def special(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with something special in `data/`, under the name of each format; commands run in it."""
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path)
    with ExitStack() as open_sockets:
        for path in (f"data/x.{format_}" for format_ in FORMATS):
            if request.param == "pipe":
                os.mkfifo(path)
            elif request.param == "device":
                Path(path).symlink_to("/dev/zero")
            else:
                open_sockets.enter_context(socket.socket(socket.AF_UNIX)).bind(path)
        yield tmp_path


def project(folder: Path, path: str) -> Path:
    (folder / "opsgen.yaml").write_text(SPEC.replace("PATH", json.dumps(path)))
    return folder


def said(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    """What a command says that must end with 4."""
    code = run([*command])
    gc.enable()
    found = capsys.readouterr()
    assert code == 4, found
    return found.out + found.err


def test_data_is_read_from_files(special: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("data/link.csv").symlink_to("x.csv")
    for path in (*(f"x.{each}" for each in FORMATS), "*.csv", "link.csv"):
        project(special, path)
        for command in (("check", "orders"), ("profile", "orders"), ("transform", "totals")):
            assert "not a data file" in said(capsys, *command)


def test_nothing_is_written_into_them(special: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project(special, "x.csv")
    spec = Path("opsgen.yaml")
    spec.write_text(spec.read_text().replace('"x.csv"', "y.csv").replace("totals.parquet", "x.parquet"))
    Path("data/y.csv").write_text("id,x\n1,2\n")
    assert "data/x.parquet is a" in said(capsys, "transform", "totals")
    assert not Path("data/x.parquet").is_file()


@pytest.mark.usefixtures("special")
def test_a_spec_is_begun_from_files(capsys: pytest.CaptureFixture[str]) -> None:
    for path in ("data/x.csv", "data/x.parquet"):
        for command in (("profile", path), ("init", "--from", path)):
            assert "not a data file" in said(capsys, *command)
    assert not Path("opsgen.yaml").exists()


def test_metrics_and_models_are_files(special: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project(special, "y.csv")
    assert "not a file; write the metrics to a file" in said(capsys, "gate", "m", "--metrics", "data/x.json")
    Path("metrics.json").write_text('{"accuracy": 1}')
    command = ("register", "m", "--metrics", "metrics.json", "--artifacts", "data")
    assert "a model can contain only regular files" in said(capsys, *command)
