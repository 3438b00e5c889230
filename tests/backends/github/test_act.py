from __future__ import annotations

import re
from pathlib import Path

import pytest

from backends.github.specs import MODEL, files, merged, spec
from backends.github.workflow_runner import ACT, Repository

pytestmark = pytest.mark.skipif(ACT is None, reason="act is not installed")

GOLDEN = Path(__file__).parents[2] / "golden"
IMAGE = {"project": {"image": {"repository": "ghcr.io/example/birds", "build": "."}}, "outputs": {"airflow": {}}}
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


TRAIN = """\
import json, os, pathlib, sys
pathlib.Path(os.environ["OPSGEN_METRICS"]).write_text(json.dumps({"accuracy": float(sys.argv[1])}))
"""


@pytest.mark.parametrize(("accuracy", "passes"), [("0.9", True), ("0.4", False)])
def test_a_training_ends_at_its_gates(tmp_path: Path, accuracy: str, passes: bool) -> None:
    model = merged(MODEL, {"train": {"command": ["python", "-c", TRAIN, accuracy]}})
    gate = {"evaluate": [{"metric": "accuracy", "min": 0.5}], "retrain": {"schedule": "0 3 * * *"}}
    repository = Repository(tmp_path, spec(models={"rare": model | gate}))
    with_data(repository)
    repository.build()
    run = repository.act("workflow_dispatch", "birds-train-rare")
    assert (run.returncode == 0) is passes, run.stdout + run.stderr
    steps = ["Check the data", "Train", *(["Check the gates"] if passes else []), "Upload the model"]
    for step in steps:
        assert f"Success - Main {step}" in run.stdout
    assert ("Failure - Main Check the gates" in run.stdout) is not passes


@pytest.mark.parametrize("passes", [True, False])
def test_the_last_job_of_ci_is_as_all_jobs_together(project: Repository, passes: bool) -> None:
    if passes:
        with_data(project)
    run = project.act("pull_request", "birds-ci")
    assert (run.returncode == 0) is passes, run.stdout + run.stderr
    assert ("the job quality did not succeed: failure" in run.stdout) is not passes


def test_an_image_for_airflow_is_built(tmp_path: Path) -> None:
    repository = Repository(tmp_path, spec(**IMAGE))
    (repository.folder / "Dockerfile").write_text("FROM scratch\n")
    repository.build()
    run = repository.act("push", "birds-image")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Success - Main Attest the provenance of the image" in run.stdout


def test_act_runs_every_kind_of_workflow() -> None:
    golden = (file.read_text() for file in GOLDEN.glob("*/.github/workflows/*.yml"))
    texts = [*golden, *files(spec(**IMAGE)).values()]
    found = {_kind(text) for text in texts if "\njobs:" in text}
    assert found == {
        "CI",  # this module
        "image",
        "train",
        "deploy",  # test_act_releases.py
        "deploy a release",
        "promote",
        "build",  # test_act_gitops.py
        "prove",
        "check",  # not by act: it logs in to a cloud, and then has the steps of CI
    }


def _kind(workflow: str) -> str:
    name = re.search(r'^name: "?[\w-]+:? (\w+)', workflow, re.MULTILINE)
    assert name is not None
    return f"{name[1]} a release" if name[1] == "deploy" and "\n  release:\n" in workflow else name[1]


def with_data(repository: Repository) -> None:
    (repository.folder / "data").mkdir()
    (repository.folder / "data" / "sightings.csv").write_text("species\nwren\n")
    repository.commit()
