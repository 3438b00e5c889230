"""What a checkout brings in `.opsgen`, and two projects in one folder, on the whole program."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from emit.trees import snapshot
from opsgen.cli.app import run

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """\
version: 1
project: {{name: {name}, owner: data}}
connections:
  lake: {{type: files, root: data}}
datasets:
  {dataset}:
    description: One row an order.
    source: {{connection: lake, path: orders/*.parquet}}
    ingest: {{command: [python, -m, shop.ingest], schedule: "0 4 * * *"}}
    columns:
      order_id: {{type: integer, primary_key: true}}
    quality:
      - row_count: {{min: 1}}
outputs:
  airflow: {{path: {folder}}}
"""


def spec(folder: Path, name: str = "shop", dataset: str = "orders", output: str = "dags") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "opsgen.yaml"
    path.write_text(SPEC.format(name=name, dataset=dataset, folder=output))
    return path


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    spec(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_committed_journal_is_refused_and_force_only_drops_it(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    release, folder = project / ".github/workflows/release.yml", project / ".opsgen/transaction"
    for path in (release, folder / "journal"):
        path.parent.mkdir(parents=True)
    release.write_text("name: release (mine)\n")
    (folder / "new-0").write_text("name: release (theirs)\n")
    steps = [[".github/workflows/release.yml", digest(release), digest(folder / "new-0")]]
    (folder / "journal").write_text(json.dumps({"steps": steps, "made_folders": [], "records": []}))
    before = snapshot(project)

    assert run(["build"]) == 1
    assert "OUT112" in capsys.readouterr().out
    assert run(["build", "--check"]) == 1
    assert snapshot(project) == before

    assert run(["build", "--force"]) == 0
    assert release.read_text() == "name: release (mine)\n"
    assert not folder.exists()


@pytest.mark.parametrize("force", [False, True])
def test_files_that_a_committed_manifest_lists_stay(
    project: Path, capsys: pytest.CaptureFixture[str], force: bool
) -> None:
    listed = [project / path for path in ("src/app.py", ".env", "pyproject.toml")]
    for path in listed:
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine\n")
    lines = [f"{digest(path)}  {path.relative_to(project).as_posix()}\n" for path in listed]
    (project / ".opsgen").mkdir()
    (project / ".opsgen/manifest").write_text("# project: shop\n" + "".join(lines))

    assert run(["build", *(["--force"] if force else [])]) == (0 if force else 1)

    assert all(path.read_text() == "mine\n" for path in listed)
    assert ("OUT113" in capsys.readouterr().out) is not force
    assert (project / "dags").exists() is force


def test_two_projects_with_one_output_folder_are_both_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    spec(tmp_path / "a", "churn", "customers")
    spec(tmp_path / "b", "pricing", "quotes")
    assert run(["build", "a", "--output", "out"]) == 0
    before = snapshot(tmp_path)
    capsys.readouterr()

    for arguments in ([], ["--force"], ["--check"]):
        assert run(["build", "b", "--output", "out", *arguments]) == 1
        out = capsys.readouterr().out
        assert "out/.opsgen/manifest:1:1: error[OUT114]" in out
        assert "project `churn`" in out
        assert "project `pricing`" in out
    assert snapshot(tmp_path) == before


def test_what_an_output_left_in_its_former_folder_goes(project: Path) -> None:
    assert run(["build"]) == 0
    spec(project, output="airflow/dags")
    assert run(["build"]) == 0
    assert not (project / "dags").exists()
    assert (project / "airflow/dags/default/dataset_orders.py").exists()


def test_an_output_s_folder_is_not_called_as_the_spec(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where case is not told apart, the folder would have to take the place of the spec."""
    spec(project, output="OPSGEN.yaml")
    assert run(["build"]) == 1
    assert "opsgen.yaml" in capsys.readouterr().out
    assert not (project / "OPSGEN.yaml").exists() or (project / "OPSGEN.yaml").samefile(project / "opsgen.yaml")
