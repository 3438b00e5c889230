"""The scripts that pin versions of models: what they propose, and which pin files they refuse."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from backends.github.test_scripts import Runner
from opsgen.backends.github import release
from opsgen.backends.github.stage import stages
from opsgen.compile import lockfile
from opsgen.compile.pipeline import analyse
from program import opsgen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

DIGEST = "sha256:" + "0123456789abcdef" * 4
IMAGE = f"ghcr.io/example/birds@{DIGEST}"
SPEC = """\
version: 1
project: {name: birds, owner: ml, image: {repository: ghcr.io/example/birds}}
environments:
  dev: {kubernetes: {namespace: birds-dev}}
  prod: {promote: always, runner: kubernetes, kubernetes: {namespace: birds}}
connections: {lake: {type: files, root: data}}
datasets:
  sightings: {source: {connection: lake, path: s.parquet}, columns: {species: {type: string}}}
models:
  "no": &model
    task: clustering
    features: {dataset: sightings, columns: [species]}
    train: {command: [train]}
    registry: {type: mlflow, uri: "https://mlflow.example.com"}
  a: *model
  a-b: *model
deployments:
  the_api: {model: "no", type: online, command: [serve]}
  other-api: {model: a-b, type: online, command: [serve]}
  same-model: {model: a-b, type: online, command: [serve]}
  nightly: {model: a, type: batch, command: [score], schedule: "0 4 * * *", orchestrator: airflow}
outputs: {kubernetes: {}, airflow: {}, github: {}}
"""
PINS = ("deploy/prod/pins/kustomization.yaml", "deploy/prod/pins/models.yaml", "dags/prod/opsgen_pins_birds_prod.py")


class Project:
    """A project with a lock, as a job has checked it out."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.runner = folder / "project", Runner(folder)
        self.folder.mkdir()
        (self.folder / "opsgen.yaml").write_text(SPEC)
        self.git("init", "--quiet", "--initial-branch=main")
        lockfile.pin(self.folder / "opsgen.lock", "prod", IMAGE)

    def git(self, *words: str) -> str:
        own = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
        return subprocess.run(["git", *own, *words], cwd=self.folder, capture_output=True, text=True, check=True).stdout

    def pin(self, **versions: int) -> None:
        for name, number in versions.items():
            model, version = name.replace("_", "-"), f"{number}@{DIGEST}"
            lockfile.update(self.folder / "opsgen.lock", "prod", lambda entry: entry.with_model(model, version))  # noqa: B023
        result = opsgen("build", folder=self.folder)
        assert result.returncode == 0, result.stderr

    def require_pins(self) -> CompletedProcess[str]:
        found = analyse(self.folder / "opsgen.yaml").project
        assert found is not None
        (step,) = release.require_pins(stages(found)[1])
        env: dict[str, Any] = {**step.env, "IMAGE": IMAGE, "ADOPTED": ""}
        return self.runner.run("require-pins", self.folder, **env)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.mark.parametrize("versions", [{}, {"no": 1}, {"a_b": 12}, {"no": 1, "a": 2, "a_b": 3}])
def test_what_opsgen_pins_is_what_the_proof_expects(project: Project, versions: dict[str, int]) -> None:
    project.pin(**versions)
    result = project.require_pins()
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (0, '  - "../other-api"\n', ""),
        (0, '  - "../other-api"', '  - "../other-api"\n  - ../../evil'),
        (1, "3@sha256", "4@sha256"),
        (1, "data:", "data:\n  other: x"),
        (1, 'local-config: "true"', 'local-config: "false"'),
        (2, "2@sha256", "3@sha256"),
        (2, "}\n", "}\nprint()\n"),
        (2, "MODELS = {", 'MODELS = {\n    "no": "1",'),
        (2, '"a":', "IMAGE:"),
    ],
)
def test_a_pin_that_differs_from_the_lock_is_refused(project: Project, file: int, old: str, new: str) -> None:
    project.pin(no=1, a=2, a_b=3)
    path = project.folder / PINS[file]
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    result = project.require_pins()
    assert result.returncode == 1
    assert f"::error::{PINS[file]} does not pin what opsgen.lock has" in result.stdout


def test_a_version_that_the_lock_does_not_have_is_refused(project: Project) -> None:
    project.pin(no=1, a=2, a_b=3)
    lock = project.folder / "opsgen.lock"
    lock.write_text(lock.read_text().replace('    a: "2@', '    a: "9@'))
    assert "does not pin what opsgen.lock has" in project.require_pins().stdout


class Origin(Project):
    """A project with a remote repository, to which a job proposes versions."""

    def __init__(self, folder: Path, pulls: list[dict[str, Any]]) -> None:
        super().__init__(folder)
        self.pin(no=1, a=1)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message=first")
        subprocess.run(["git", "init", "--quiet", "--bare", folder / "origin"], check=True)
        self.git("remote", "add", "origin", str(folder / "origin"))
        self.git("push", "--quiet", "origin", "main")
        self.runner.stand_in("gh", pr_list=f"echo '{json.dumps(pulls)}'", pr_create=":", pr_edit=":", workflow=":")

    def change(self, model: str, number: int, more: Callable[[], object] = lambda: None) -> None:
        """Keep a version as the job does that reads the registry."""
        self.pin(**{model.replace("-", "_"): number})
        more()
        self.git("add", "--all")
        changes = self.runner.folder / "change"
        changes.mkdir(exist_ok=True)
        (changes / f"{model}.patch").write_text(self.git("diff", "--cached", "--binary"))
        self.git("reset", "--quiet", "--hard")

    def propose(self, automatic: str = "") -> CompletedProcess[str]:
        env = {
            "PROJECT": "birds",
            "ENVIRONMENT": "prod",
            "KEY": "prod",
            "BRANCH": "main",
            "MODELS": "no\na\na-b",
            "AUTOMATIC": automatic,
            "DEPLOY": "birds-deploy-prod.yml",
            "FILES": "\n".join(("opsgen.lock", ".opsgen/manifest", *PINS)),
            "GITHUB_SHA": "",
        }
        return self.runner.run("propose-models", self.folder, **env)

    def remote(self, branch: str, path: str = "opsgen.lock") -> str:
        return self.git("--git-dir", str(self.runner.folder / "origin"), "show", f"{branch}:{path}")

    def calls(self) -> list[str]:
        return [
            line for line in self.runner.read("CALLS").splitlines() if line.startswith("gh ") and "list" not in line
        ]


TITLE = "birds: prod serves a 2"


def test_each_model_gets_a_pull_request_of_its_own(tmp_path: Path) -> None:
    origin = Origin(tmp_path, [])
    origin.change("a", 2)
    origin.change("a-b", 5)
    result = origin.propose()
    assert result.returncode == 0, result.stdout + result.stderr
    assert '    a: "2@' in origin.remote("opsgen/birds-prod-a")
    assert '    a-b: "5@' in origin.remote("opsgen/birds-prod-a-b")
    assert '    a: "1@' in origin.remote("opsgen/birds-prod-a-b")
    assert '    a: "1@' in origin.remote("main")
    assert [call.partition(" --body")[0] for call in origin.calls()] == [
        f"gh pr create --base main --head opsgen/birds-prod-a --title {TITLE}",
        "gh pr create --base main --head opsgen/birds-prod-a-b --title birds: prod serves a-b 5",
    ]


@pytest.mark.parametrize("state", ["OPEN", "CLOSED", "MERGED"])
def test_what_a_person_has_seen_is_not_proposed_again(tmp_path: Path, state: str) -> None:
    origin = Origin(tmp_path, [{"number": 3, "state": state, "title": TITLE}])
    origin.change("a", 2)
    result = origin.propose()
    assert result.returncode == 0
    assert f"::notice::{TITLE}: this was proposed before" in result.stdout
    assert origin.calls() == []


def test_a_newer_version_takes_the_place_of_one_that_is_open(tmp_path: Path) -> None:
    origin = Origin(tmp_path, [{"number": 3, "state": "OPEN", "title": TITLE}])
    origin.change("a", 3)
    assert origin.propose().returncode == 0
    assert origin.calls() == ["gh pr edit 3 --title birds: prod serves a 3"]
    assert '    a: "3@' in origin.remote("opsgen/birds-prod-a")


def test_an_automatic_version_is_pushed_and_deployed(tmp_path: Path) -> None:
    origin = Origin(tmp_path, [])
    origin.change("a", 2)
    result = origin.propose("a")
    assert result.returncode == 0, result.stdout + result.stderr
    assert '    a: "2@' in origin.remote("main")
    # A push by a workflow starts no other workflow.
    assert origin.calls() == ["gh workflow run birds-deploy-prod.yml --ref main"]


@pytest.mark.parametrize("extra", [".github/workflows/evil.yml", "dags/prod/other.py", "opsgen.yaml"])
def test_a_change_of_other_files_is_refused(tmp_path: Path, extra: str) -> None:
    origin = Origin(tmp_path, [])
    path = origin.folder / extra
    path.parent.mkdir(parents=True, exist_ok=True)
    origin.change("a", 2, lambda: path.write_text("evil"))
    for automatic in ("", "a"):
        result = origin.propose(automatic)
        assert result.returncode == 1
        assert "a version of a model changes these files only" in result.stdout
    assert origin.calls() == []
    assert '    a: "1@' in origin.remote("main")
    assert "opsgen/" not in origin.git("branch", "--remotes", "--list")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("opsgen.lock", f'image: "{IMAGE}"', f'image: "{IMAGE.replace("0", "f")}"'),
        ("opsgen.lock", "prod:\n", f'dev:\n  models:\n    a: "7@{DIGEST}"\nprod:\n'),
        (PINS[0], "kind: Component\n", "kind: Component\nnamePrefix: evil-\n"),
        (PINS[2], "MODELS = {", "print()\nMODELS = {"),
    ],
)
def test_nothing_but_a_version_is_pushed_without_a_review(tmp_path: Path, file: str, old: str, new: str) -> None:
    origin = Origin(tmp_path, [])
    text = (origin.folder / file).read_text()
    assert old in text
    origin.change(
        "a", 2, lambda: (origin.folder / file).write_text((origin.folder / file).read_text().replace(old, new))
    )
    result = origin.propose("a")
    assert result.returncode == 0, result.stdout + result.stderr
    assert '    a: "1@' in origin.remote("main")
    assert [call.split()[:3] for call in origin.calls()] == [["gh", "pr", "create"]]
