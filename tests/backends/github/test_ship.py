"""DAGs in a bucket: what a deployment copies there, when, and as whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backends.github.specs import merged, project, workflows
from backends.github.test_deploy import with_cluster
from backends.github.test_linters import lint_workflows
from backends.github.test_scripts import Runner
from opsgen.backends import GITHUB

if TYPE_CHECKING:
    from pathlib import Path

SCHEMES = {"eks": "s3", "gke": "gs"}
LOGINS = {"eks": "aws-actions/configure-aws-credentials", "gke": "google-github-actions/auth"}


def shipped(kind: str = "eks") -> dict[str, Any]:
    tree = merged(with_cluster(kind), {"outputs": {"airflow": {"path": "airflow"}}})
    for name, environment in tree["environments"].items():
        address = f"{SCHEMES[kind]}://birds-dags/{name}"
        environment["overrides"] = {"outputs": {"airflow": {"ship": {"bucket": address}}}}
    return tree


def names(job: dict[str, Any]) -> list[str]:
    return [step["name"] for step in job["steps"]]


def step(job: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [each for each in job["steps"] if each["name"] == name]
    return found


def test_a_later_environment_gets_the_dags_of_its_proven_release() -> None:
    jobs = workflows(shipped())["deploy-prod"]["jobs"]
    proof = names(jobs["proof"])
    assert proof.index("Require the files of the release") < proof.index("Upload the DAGs")
    assert proof.index("Verify that staging has run the release") < proof.index("Upload the DAGs")
    assert step(jobs["proof"], "Upload the DAGs")["with"]["path"] == "airflow/prod"
    assert jobs["deploy"]["needs"] == ["release", "proof"]


def test_the_first_environment_gets_those_of_the_image_of_this_run() -> None:
    jobs = workflows(shipped())["deploy-dev"]["jobs"]
    assert step(jobs["manifests"], "Upload the DAGs")["with"]["path"] == "${{ runner.temp }}/preview/airflow/dev"
    assert "deploy" in jobs["attest"]["needs"]


@pytest.mark.parametrize("kind", SCHEMES)
def test_they_are_copied_after_a_healthy_rollout_as_the_identity_that_deploys(kind: str) -> None:
    for environment in ("dev", "staging", "prod"):
        deploy = workflows(shipped(kind))[f"deploy-{environment}"]["jobs"]["deploy"]
        after = names(deploy)[names(deploy).index("Record the deployment") + 1 :][:3]
        assert after[0] == "Download the DAGs"
        assert after[2] == "Copy the DAGs"
        assert step(deploy, after[1])["uses"].startswith(f"{LOGINS[kind]}@")
        assert "if" not in step(deploy, "Copy the DAGs")
        assert step(deploy, "Copy the DAGs")["env"] == {"TARGET": f"{SCHEMES[kind]}://birds-dags/{environment}"}
        assert not any(each.get("uses", "").startswith("actions/checkout@") for each in deploy["steps"])


def test_without_a_bucket_nothing_is_copied() -> None:
    tree = merged(with_cluster("eks"), {"outputs": {"airflow": {}}})
    assert "DAGs" not in str(workflows(tree)["deploy-prod"])


def test_argo_cd_copies_no_dags() -> None:
    gitops = {"cluster": "in-cluster", "status_creator": "example-argocd[bot]"}
    tree = merged(shipped(), {"outputs": {"gitops": gitops}})
    found = [finding.message for code, finding in GITHUB.check(project(tree)) if code.code == "GHA118"]
    assert found == [f"Argo CD deploys `{name}`, so no workflow copies its DAGs" for name in ("dev", "staging", "prod")]
    assert "GHA118" not in {code.code for code, _ in GITHUB.check(project(shipped()))}


@pytest.mark.parametrize("kind", SCHEMES)
def test_the_linters_find_nothing(kind: str, tmp_path: Path) -> None:
    from backends.github.specs import files

    lint_workflows(tmp_path, files(shipped(kind), folder="projects/birds"))


@pytest.mark.parametrize(
    ("script", "program", "call"),
    [
        ("ship-to-s3", "aws", "aws s3 sync {folder}/dags s3://b/prod --delete --only-show-errors"),
        (
            "ship-to-gs",
            "gcloud",
            (
                "gcloud storage rsync {folder}/dags s3://b/prod --recursive --checksums-only"
                " --delete-unmatched-destination-objects"
            ),
        ),
    ],
)
def test_what_is_gone_is_deleted_below_the_folder_only(tmp_path: Path, script: str, program: str, call: str) -> None:
    runner = Runner(tmp_path)
    runner.stand_in(program)
    assert runner.run(script, TARGET="s3://b/prod").returncode == 0
    assert runner.read("CALLS") == call.format(folder=tmp_path) + "\n"
    runner.stand_in(program, **{"b/prod": "exit 3"})
    assert runner.run(script, TARGET="s3://b/prod").returncode == 3
