"""DAGs in a bucket: what a deployment copies there, when, and as whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backends.github.specs import MINIMAL, files, merged, project, workflows
from backends.github.test_deploy import CLUSTERS, with_cluster
from backends.github.test_linters import lint_workflows
from backends.github.test_scripts import Runner
from opsgen.backends import GITHUB

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SCHEMES = {"eks": "s3", "gke": "gs"}
OWN = {
    "eks": {"role": "arn:aws:iam::123456789012:role/dags", "region": "eu-west-1"},
    "gke": {
        "workload_identity_provider": "projects/1/provider",
        "service_account": "dags@birds.example.com",
    },
}
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


def without_cluster(kind: str) -> dict[str, Any]:
    """A spec whose environments have DAGs only, each with an identity that writes its bucket."""
    tree = merged(MINIMAL, {"outputs": {"airflow": {"path": "airflow"}}, "environments": {"dev": {}, "prod": {}}})
    for name, environment in tree["environments"].items():
        environment["identity"] = {"ci": {"deploy": dict(OWN[kind])}}
        environment["overrides"] = {
            "outputs": {"airflow": {"ship": {"bucket": f"{SCHEMES[kind]}://birds-dags/{name}"}}}
        }
    return tree


@pytest.mark.parametrize("kind", SCHEMES)
def test_without_a_cluster_the_identity_of_the_spec_copies_them(kind: str) -> None:
    tree = without_cluster(kind)
    assert list(GITHUB.check(project(tree))) == []
    found = workflows(tree)
    assert list(found) == ["ci", "deploy-dev", "deploy-prod", "promote"]
    assert list(found["deploy-dev"]["jobs"]) == ["files", "deploy", "attest"]
    assert list(found["deploy-prod"]["jobs"]) == ["release", "proof", "deploy", "rollback", "propose"]
    for name in ("dev", "prod"):
        deploy = found[f"deploy-{name}"]["jobs"]["deploy"]
        assert deploy["environment"] == {"name": name}
        assert deploy["permissions"] == {"id-token": "write"}
        assert OWN[kind].items() <= _inputs(deploy).items()
    assert "kubectl" not in str(found)


def _inputs(deploy: dict[str, Any]) -> dict[str, Any]:
    """The inputs of the login, named as in the spec."""
    login: dict[str, Any] = next(each["with"] for each in deploy["steps"] if each["name"].startswith("Log in to"))
    return login | {"role": login.get("role-to-assume"), "region": login.get("aws-region")}


def test_the_identity_of_the_spec_is_before_that_of_the_cluster() -> None:
    tree = shipped()
    tree["environments"]["prod"]["identity"] = {"ci": {"deploy": dict(OWN["eks"])}}
    jobs = {name: workflows(tree)[f"deploy-{name}"]["jobs"]["deploy"] for name in ("staging", "prod")}
    roles = {name: step(job, "Log in to AWS for the DAGs")["with"]["role-to-assume"] for name, job in jobs.items()}
    assert roles == {"staging": CLUSTERS["eks"]["role"], "prod": OWN["eks"]["role"]}


@pytest.mark.parametrize("class_", ["data", "train"])
def test_no_job_with_code_of_the_project_gets_the_identity_that_deploys(class_: str) -> None:
    tree = without_cluster("eks")
    tree["environments"]["dev"]["identity"]["ci"][class_] = {"role": OWN["eks"]["role"].upper(), "region": "eu-west-1"}
    tree["connections"]["lake"]["root"] = "s3://lake"
    assert "GHA114" in {code.code for code, _ in GITHUB.check(project(tree))}


def test_an_identity_that_copies_nothing_is_reported() -> None:
    tree = without_cluster("eks")
    tree["environments"]["prod"]["identity"]["ci"]["deploy"] = dict(OWN["gke"])
    found = [finding.message for _, finding in GITHUB.check(project(tree))]
    assert found == ["no job in `prod` can use this identity: `outputs.airflow.ship` names no bucket of Google Cloud"]
    tree["environments"]["prod"]["identity"]["ci"]["deploy"] = {"role": OWN["eks"]["role"]}
    assert [code.code for code, _ in GITHUB.check(project(tree))] == ["GHA112"]


def test_argo_cd_copies_no_dags() -> None:
    gitops = {"cluster": "in-cluster", "status_creator": "example-argocd[bot]"}
    tree = merged(shipped(), {"outputs": {"gitops": gitops}})
    found = [finding.message for code, finding in GITHUB.check(project(tree)) if code.code == "GHA118"]
    assert found == [f"Argo CD deploys `{name}`, so no workflow copies its DAGs" for name in ("dev", "staging", "prod")]
    assert "GHA118" not in {code.code for code, _ in GITHUB.check(project(shipped()))}


@pytest.mark.parametrize("kind", SCHEMES)
@pytest.mark.parametrize("tree", [shipped, without_cluster])
def test_the_linters_find_nothing(tree: Callable[[str], dict[str, Any]], kind: str, tmp_path: Path) -> None:
    lint_workflows(tmp_path, files(tree(kind), folder="projects/birds"))


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
