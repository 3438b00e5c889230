"""The platform's own linters, at their strictest, find nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from backends.github.hostile import specs
from backends.github.specs import deployed, example, files, merged
from backends.github.test_deploy import CLUSTERS, REGISTRIES, with_cluster
from golden import assert_golden

if TYPE_CHECKING:
    from collections.abc import Iterator

IN_FOLDER = deployed(project={"image": {"build": "images/serve"}}, outputs={"airflow": {}})
SCRIPTS = sorted((Path(__file__).parents[3] / "templates" / "github" / "scripts").glob("*.sh"))
WAIVED = {
    # The proof must be that of the default branch, and it reads a pull request's files without running any.
    "dangerous-triggers",
}
"""What zizmor may find in workflows that prove a release."""
PROGRAMS = Path(sys.executable).parent


def test_the_examples(tmp_path: Path) -> None:
    for name in ("flight-delays", "datasets-only"):
        lint_workflows(tmp_path / name, files(example(name)))


def test_a_promotion_over_three_environments_with_all_that_a_model_can_have(tmp_path: Path) -> None:
    model = {
        "retrain": {"schedule": "30 6 * * 1-5", "timezone": "Europe/Berlin", "on_drift": True, "on_data": True},
        "evaluate": [{"metric": "accuracy", "min": 0.9}],
        "explain": {"command": ["python", "-m", "birds.explain"], "timeout": "30m"},
        "registry": {"type": "mlflow", "uri": {"secret": "MLFLOW_URI"}},
    }
    tree = deployed(models={"rare": model}, outputs={"airflow": {}})
    tree["environments"]["prod"]["approval"] = {"reviewers": ["birders"]}
    lint_workflows(tmp_path, files(tree))


@pytest.mark.parametrize("kind", CLUSTERS)
def test_every_kind_of_cluster(kind: str, tmp_path: Path) -> None:
    lint_workflows(tmp_path, files(merged(with_cluster(kind), {"connections": {"lake": {"root": "s3://lake"}}})))


def test_a_project_in_a_folder_of_its_repository(tmp_path: Path) -> None:
    workflows = files(IN_FOLDER, folder="projects/birds")
    lint_workflows(tmp_path, workflows)
    assert_golden(tmp_path, "monorepo")


def test_a_project_that_argo_cd_deploys(tmp_path: Path) -> None:
    gitops = {"cluster": "in-cluster", "status_creator": "example-argocd[bot]"}
    workflows = files(deployed(outputs={"gitops": gitops, "airflow": {}}), folder="projects/birds")
    lint_workflows(tmp_path, workflows)
    assert_golden(tmp_path, "gitops")


def test_every_kind_of_registry(tmp_path: Path) -> None:
    for number, repository in enumerate(REGISTRIES):
        tree = deployed(project={"name": f"birds-{number}", "image": {"repository": repository}})
        _write(tmp_path, files(tree))
    lint_workflows(tmp_path, {})


@settings(
    max_examples=5,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(specs())
def test_any_text(tmp_path: Path, tree: dict[str, Any]) -> None:
    shutil.rmtree(tmp_path)
    lint_workflows(tmp_path, files(tree))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_scripts(script: Path) -> None:
    assert _found("shellcheck", "--shell=bash", str(script)) == ""


def lint_workflows(folder: Path, workflows: dict[str, str]) -> None:
    _write(folder, workflows)
    paths = sorted(map(str, folder.glob(".github/workflows/*.yml")))
    assert _found("check-jsonschema", "--quiet", "--builtin-schema", "vendor.github-workflows", *paths) == ""
    actions = sorted(map(str, folder.glob(".github/actions/*/action.yml")))
    assert _found("check-jsonschema", "--quiet", "--builtin-schema", "vendor.github-actions", *actions) == ""
    # Only in a repository does actionlint compare steps with the inputs of its actions.
    (folder / ".git").mkdir()
    assert _found("actionlint", "-no-color", *paths) == ""
    (folder / ".git").rmdir()
    for script in folder.glob(".github/workflows/*.sh"):
        assert _found("shellcheck", "--shell=bash", str(script)) == ""
    assert list(_zizmor(folder)) == []


def _write(folder: Path, workflows: dict[str, str]) -> None:
    for path, text in workflows.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def _zizmor(folder: Path) -> Iterator[str]:
    arguments = ["--offline", "--persona=auditor", "--no-exit-codes", "--format=json-v1", "--quiet", str(folder)]
    for finding in json.loads(_found("zizmor", *arguments)):
        place = str(finding["locations"][0]["symbolic"]["key"])
        if finding["ident"] not in WAIVED or "-prove-" not in place:
            yield f"{finding['ident']}: {finding['desc']} at {place}"


def _found(program: str, *arguments: str) -> str:
    installed = PROGRAMS / program
    command = [str(installed) if installed.exists() else program, *arguments]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout
