"""How it is said what stands against a build."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from program import opsgen

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """\
version: 1
project: {name: flights, owner: ml}
connections: {lake: {type: files, root: data}}
datasets:
  flights: {description: X., source: {connection: lake, path: x.csv}, columns: {id: {type: integer, required: true}}}
outputs: {airflow: {}}
"""
FILE = "dags/default/dataset_flights.py"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "opsgen.yaml").write_text(SPEC)
    return folder


def edit(file: Path) -> None:
    file.write_text(file.read_text().replace("catchup=False", "catchup=True"))


def test_check_shows_in_what_an_edited_file_differs(project: Path) -> None:
    opsgen("build", folder=project)
    edit(project / FILE)
    result = opsgen("build", "--check", folder=project)
    assert result.returncode == 1
    diagnostic, difference, end = (result.stdout.index(each) for each in ("error[OUT", "diff --git", "1 error;"))
    assert diagnostic < difference < end
    assert "-    catchup=True,\n+    catchup=False,\n" in result.stdout
    assert result.stdout.endswith("1 error; nothing was written\n")


def test_build_shows_no_difference(project: Path) -> None:
    opsgen("build", folder=project)
    edit(project / FILE)
    result = opsgen("build", folder=project)
    assert result.returncode == 1
    assert result.stdout.startswith(f"{FILE}:1:1: error[OUT")
    assert "diff --git" not in result.stdout


@pytest.mark.parametrize("check", [(), ("--check",)])
def test_files_are_named_from_where_people_are(check: tuple[str, ...], project: Path) -> None:
    opsgen("build", "--output", "../out", folder=project)
    edit(project.parent / "out" / FILE)
    (project / "deeper").mkdir()
    found = opsgen("build", "..", "--output", "../../out", *check, folder=project / "deeper")
    assert found.stdout.startswith(f"../../out/{FILE}:1:1: error[OUT")
    found = opsgen("build", "project", "--output", project.parent / "out", *check, folder=project.parent)
    assert found.stdout.startswith(f"out/{FILE}:1:1: error[OUT")
