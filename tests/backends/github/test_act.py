from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backends.github.specs import merged, spec
from backends.github.workflow_runner import ACT, Repository

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(ACT is None, reason="act is not installed")

TEST = ["python", "-c", "import sys; print(sys.argv[1:])", "${{ github.ref }}", "$HOME", "`id`", "it's"]


@pytest.fixture
def project(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path, spec(outputs={"github": {"test": TEST}}))
    repository.build()
    return repository


def test_ci_passes_what_is_fresh(project: Repository) -> None:
    run = project.act("pull_request", "birds-ci", "--job=spec")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "2 files are up to date" in run.stdout


def test_ci_stops_at_a_broken_spec(project: Repository) -> None:
    tree = spec()
    tree["datasets"]["sightings"]["colums"] = tree["datasets"]["sightings"].pop("columns")
    project.write(tree)
    project.commit()
    run = project.act("pull_request", "birds-ci", "--job=spec")
    assert run.returncode == 1
    assert "did you mean `columns`?" in run.stdout


def test_ci_stops_at_artifacts_that_are_stale(project: Repository) -> None:
    project.write(merged(spec(outputs={"github": {"test": TEST}}), {"outputs": {"github": {"python": "3.13"}}}))
    project.commit()
    run = project.act("pull_request", "birds-ci", "--job=spec")
    assert run.returncode == 1
    assert "run opsgen build" in run.stdout


def test_a_command_gets_the_words_of_the_spec(project: Repository) -> None:
    run = project.act("pull_request", "birds-ci", "--job=tests")
    assert run.returncode == 0, run.stdout + run.stderr
    assert str(TEST[3:]) in run.stdout
