"""`--quiet` prints findings and errors only; `--verbose` also what is read, written and queried."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from program import opsgen

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """\
version: 1
project: {name: shop, owner: data}
connections:
  lake: {type: files, root: data}
datasets:
  orders:
    description: One row per order.
    source: {connection: lake, path: orders.csv}
    columns: {id: {type: integer, primary_key: true}}
outputs:
  airflow: {version: "3"}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "opsgen.yaml").write_text(SPEC)
    (tmp_path / "data").mkdir()
    (tmp_path / "data/orders.csv").write_text("id\n1\n2\n")
    return tmp_path


@pytest.mark.parametrize("command", [["lint"], ["fmt"], ["build"], ["build", "--check"], ["check"]])
def test_success_is_silent_when_quiet(command: list[str], project: Path) -> None:
    if "--check" in command:
        opsgen("build", folder=project)
    ran = opsgen(*command, "-q", folder=project)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_findings_are_printed_when_quiet(project: Path) -> None:
    (project / "data/orders.csv").write_text("id\n1\n1\n")
    ran = opsgen("check", "--quiet", folder=project)
    assert (ran.returncode, "primary_key(id)" in ran.stdout) == (1, True)
    assert opsgen("build", "--check", "-q", folder=project).stdout.startswith("diff --git")
    (project / "opsgen.yaml").write_text(SPEC.replace("type: files", "type: fils"))
    assert "error[" in opsgen("lint", "-q", folder=project).stdout


def test_a_report_is_printed_when_quiet(project: Path) -> None:
    assert opsgen("check", "-q", "--format", "json", folder=project).stdout.startswith("{")
    assert "id" in opsgen("profile", "orders", "-q", folder=project).stdout


def test_verbose_names_what_is_read_written_and_queried(project: Path) -> None:
    assert "read opsgen.yaml\n" in opsgen("lint", "-v", "--no-cache", folder=project).stderr
    opsgen("build", folder=project)
    again = opsgen("build", "-v", "--no-cache", folder=project).stderr
    assert "unchanged dags/default/dataset_orders.py\n" in again
    checked = opsgen("check", "--verbose", "--report", "report.json", folder=project).stderr
    assert "read opsgen.yaml\nenvironment default\nquery orders: " in checked
    assert "wrote report.json\n" in checked
