from __future__ import annotations

from typing import Any

import pytest

from backends.github.specs import deployed, files, merged, project, spec, workflows

DEPLOYED = ("deploy-dev", "deploy-staging", "deploy-prod")
CLUSTERS: dict[str, dict[str, str]] = {
    "eks": {"name": "birds", "region": "eu-west-1", "role": "arn:aws:iam::123456789012:role/deploy"},
    "gke": {
        "name": "birds",
        "location": "europe-west1",
        "project": "birds-123",
        "workload_identity_provider": "projects/1/locations/global/workloadIdentityPools/github/providers/github",
        "service_account": "deploy@birds-123.iam.gserviceaccount.com",
    },
    "aks": {
        "name": "birds",
        "resource_group": "birds",
        "subscription": "00000000-0000-0000-0000-000000000001",
        "tenant": "00000000-0000-0000-0000-000000000002",
        "client": "00000000-0000-0000-0000-000000000003",
    },
}
REGISTRIES = {
    "ghcr.io/example/birds": "docker/login-action",
    "123456789012.dkr.ecr.eu-west-1.amazonaws.com/birds": "aws-actions/amazon-ecr-login",
    "public.ecr.aws/example/birds": "aws-actions/amazon-ecr-login",
    "europe-west1-docker.pkg.dev/birds-123/images/birds": "docker/login-action",
    "birds.azurecr.io/birds": "az acr login",
    "registry.example.com:5000/birds": "docker/login-action",
    "example/birds": "docker/login-action",
}


def _step(job: dict[str, Any], name: str) -> dict[str, Any]:
    (step,) = [step for step in job["steps"] if step["name"] == name]
    return step


def _names(job: dict[str, Any]) -> list[str]:
    return [step["name"] for step in job["steps"]]


def _used(job: dict[str, Any]) -> list[str]:
    return [step.get("uses", step.get("run")).split("@")[0] for step in job["steps"]]


def with_cluster(kind: str, repository: str = "ghcr.io/example/birds") -> dict[str, Any]:
    tree = deployed(project={"image": {"repository": repository}})
    for environment in tree["environments"].values():
        environment["kubernetes"]["cluster"] = {"type": kind, **CLUSTERS[kind]}
    return tree


def test_each_environment_has_a_workflow() -> None:
    assert list(workflows(deployed())) == ["ci", *DEPLOYED, "promote", "train-rare"]


def test_the_first_environment_runs_what_is_merged() -> None:
    deploy = workflows(deployed())["deploy-dev"]
    assert {name: job.get("needs") for name, job in deploy["jobs"].items()} == {
        "image": None,
        "manifests": ["image"],
        "deploy": ["manifests"],
        "attest": ["image", "manifests", "deploy"],
    }
    assert deploy["on"]["push"]["branches"] == ["main"]
    assert _step(deploy["jobs"]["manifests"], "Pin the image for this run")["run"] == 'opsgen pin --env dev "$IMAGE"'


def test_a_promotion_builds_no_image() -> None:
    ignored = workflows(deployed(outputs={"airflow": {}}))["deploy-dev"]["on"]["push"]["paths-ignore"]
    assert ignored == [
        "opsgen.lock",
        ".opsgen/**",
        "dags/staging/**",
        "deploy/staging/**",
        "dags/prod/**",
        "deploy/prod/**",
    ]


def test_further_environments_run_what_is_committed_for_them() -> None:
    deploy = workflows(deployed())["deploy-staging"]
    assert deploy["on"]["push"] == {"branches": ["main"], "paths": ["deploy/staging/**", "opsgen.lock"]}
    assert list(deploy["jobs"]) == ["release", "proof", "deploy", "attest", "rollback", "propose"]
    for name in ("release", "proof", "deploy", "attest", "propose"):
        assert "pip install" not in str(deploy["jobs"][name])


def test_an_environment_takes_only_what_the_one_before_has_run() -> None:
    found = workflows(deployed())
    for former, name in (("dev", "staging"), ("staging", "prod")):
        job = found[f"deploy-{name}"]["jobs"]["proof"]
        verify = _step(job, f"Verify that {former} has run the release")
        assert verify["env"]["SIGNER"] == f".github/workflows/birds-deploy-{former}.yml"
        attest = _step(found[f"deploy-{former}"]["jobs"]["attest"], f"Attest the deployment to {former}")
        assert attest["uses"].startswith("actions/attest@")
        assert verify["env"]["PREDICATE_TYPE"] == attest["with"]["predicate-type"]
        built = _step(job, "Verify where the image was built")
        assert built["env"]["SIGNER"] == ".github/workflows/birds-deploy-dev.yml"
    assert "attest" not in found["deploy-prod"]["jobs"]


def test_no_job_has_credentials_of_the_cluster_before_the_proof() -> None:
    for kind in CLUSTERS:
        jobs = workflows(with_cluster(kind))["deploy-prod"]["jobs"]
        assert jobs["deploy"]["needs"] == ["release", "proof"]
        for name in ("release", "proof"):
            assert "environment" not in jobs[name]
            assert "id-token" not in jobs[name]["permissions"]


def test_an_image_in_a_registry_with_credentials_is_verified_before_the_login_to_the_cluster() -> None:
    repository = "registry.example.com:5000/birds"
    jobs = workflows(deployed(project={"image": {"repository": repository}}))["deploy-prod"]["jobs"]
    assert "Verify where the image was built" not in _names(jobs["proof"])
    names = _names(jobs["deploy"])
    assert names.index("Verify where the image was built") < names.index("Configure kubectl")


def test_only_the_job_that_runs_no_code_of_the_project_may_write() -> None:
    for name in ("deploy-prod", "promote"):
        for id_, job in workflows(deployed())[name]["jobs"].items():
            writes = "write" in job.get("permissions", {}).values()
            assert writes == (id_ == "propose")


def test_an_emergency_needs_reviewers() -> None:
    tree = deployed()
    assert workflows(tree)["deploy-prod"]["on"]["workflow_dispatch"] == {}
    tree["environments"]["prod"]["approval"] = {"reviewers": ["birders"]}
    found = workflows(tree)
    assert list(found["deploy-prod"]["on"]["workflow_dispatch"]["inputs"]) == ["release"]
    assert found["deploy-staging"]["on"]["workflow_dispatch"] == {}


def test_without_attestations_the_header_says_what_is_not_proven() -> None:
    tree = deployed(outputs={"github": {"provenance": "off"}})
    assert "attest@" not in str(workflows(tree))
    (text,) = [text for path, text in files(tree).items() if path.endswith("birds-deploy-prod.yml")]
    assert "# Not attested - a successful run of the workflow of staging on GitHub is the proof." in text


def test_what_fails_is_rolled_back() -> None:
    for name in ("dev", "staging", "prod"):
        names = _names(workflows(deployed())[f"deploy-{name}"]["jobs"]["deploy"])
        order = [
            "Read the previous deployment",
            "Apply the manifests",
            "Wait for the rollout",
            "Record the deployment",
            "Roll back to the previous deployment",
            "Wait for the rollback",
        ]
        assert [step for step in names if step in order] == order


def test_a_deployment_is_never_stopped_by_the_next() -> None:
    deploy = workflows(deployed())["deploy-prod"]
    assert deploy["concurrency"] == {"group": "birds/deploy/prod", "cancel-in-progress": False}


def test_only_the_job_with_the_cluster_is_in_the_environment() -> None:
    jobs = workflows(deployed())["deploy-prod"]["jobs"]
    assert {name for name, job in jobs.items() if "environment" in job} == {"deploy"}
    assert jobs["deploy"]["environment"] == {"name": "prod"}


def test_nothing_is_installed_beside_the_credentials_of_a_cluster() -> None:
    for name, workflow in workflows(with_cluster("eks")).items():
        if name.startswith("deploy"):
            assert "pip" not in str(workflow["jobs"]["deploy"])


def test_waits_for_as_long_as_the_slowest_server_takes() -> None:
    tree = deployed(
        deployments={"rare-api": {"rollout": {"strategy": "canary", "steps": [10, 50, 100], "pause": "15m"}}}
    )
    job = workflows(tree)["deploy-prod"]["jobs"]["deploy"]
    assert _step(job, "Wait for the rollout")["env"]["TIMEOUT"] == str(600 + 120 + 3 * 900)
    assert job["timeout-minutes"] * 60 > 2 * (600 + 120 + 3 * 900)


@pytest.mark.parametrize("kind", CLUSTERS)
def test_clouds_are_reached_without_a_stored_key(kind: str) -> None:
    job = workflows(with_cluster(kind))["deploy-prod"]["jobs"]["deploy"]
    assert job["permissions"]["id-token"] == "write"
    assert "secrets." not in str(job)


def test_a_cluster_of_ones_own_is_reached_by_a_secret_of_the_environment() -> None:
    tree = deployed()
    tree["environments"]["prod"]["kubernetes"]["cluster"] = {
        "type": "kubeconfig",
        "kubeconfig": {"secret": "OUR_CLUSTER"},
    }
    found = workflows(tree)
    for name, secret in (("dev", "KUBECONFIG"), ("prod", "OUR_CLUSTER")):
        step = _step(found[f"deploy-{name}"]["jobs"]["deploy"], "Configure kubectl")
        assert step["env"] == {"KUBECONFIG_CONTENT": f"${{{{ secrets.{secret} }}}}"}


@pytest.mark.parametrize("repository", REGISTRIES)
def test_registries_are_logged_in_to(repository: str) -> None:
    job = workflows(deployed(project={"image": {"repository": repository}}))["deploy-dev"]["jobs"]["image"]
    used = " ".join(_used(job))
    assert REGISTRIES[repository] in used
    assert used.index(REGISTRIES[repository]) < used.index("docker/build-push-action")
    if not repository.startswith("ghcr.io"):
        assert job["environment"] == {"name": "dev-registry"}


def test_a_cloud_is_logged_in_to_once() -> None:
    repository = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/birds"
    job = workflows(with_cluster("eks", repository))["deploy-prod"]["jobs"]["deploy"]
    before = job["steps"][: _names(job).index("Apply the manifests")]
    assert _used({"steps": before}).count("aws-actions/configure-aws-credentials") == 1


def test_images_of_docker_hub_are_attested_by_their_whole_name() -> None:
    job = workflows(deployed(project={"image": {"repository": "birds"}}))["deploy-dev"]["jobs"]["image"]
    attest = _step(job, "Attest the provenance of the image")
    assert attest["with"]["subject-name"] == "index.docker.io/library/birds"


def test_an_image_that_is_built_elsewhere_is_pinned_from_the_start() -> None:
    tree = deployed()
    tree["project"]["image"] = {"repository": "ghcr.io/example/birds"}
    found = workflows(tree)
    assert list(found["deploy-dev"]["jobs"]) == ["manifests", "deploy", "attest"]
    names = _names(found["deploy-prod"]["jobs"]["proof"])
    assert "Verify where the image was built" not in names
    assert "Verify that staging has run the release" in names


def test_an_image_that_only_airflow_runs_has_a_workflow_of_its_own() -> None:
    tree = spec(project={"image": {"repository": "ghcr.io/example/birds", "build": "."}}, outputs={"airflow": {}})
    found = workflows(tree)
    assert list(found) == ["ci", "image"]
    assert list(found["image"]["jobs"]) == ["image"]


def test_environments_outside_of_kubernetes_are_not_deployed() -> None:
    tree = deployed()
    tree["environments"]["staging"] = {}
    found = workflows(tree)
    assert list(found) == ["ci", "deploy-dev", "deploy-prod", "promote", "train-rare"]
    assert "Verify that dev has run the release" in _names(found["deploy-prod"]["jobs"]["proof"])


def test_a_namespace_without_deployments_has_the_image_of_its_tasks() -> None:
    tree = merged(deployed(), {})
    tree["deployments"] = {}
    found = workflows(tree)
    assert list(found) == ["ci", *DEPLOYED, "promote", "train-rare"]
    assert list(found["deploy-dev"]["jobs"]) == ["image", "manifests", "deploy", "attest"]


@pytest.mark.parametrize("kind", CLUSTERS)
def test_a_long_rollout_and_a_rollback_have_logins_of_their_own(kind: str) -> None:
    tree = with_cluster(kind)
    tree["deployments"]["rare-api"]["rollout"] = {"strategy": "canary", "steps": [10, 50], "pause": "20m"}
    job = workflows(tree)["deploy-prod"]["jobs"]["deploy"]
    waits = [step for step in job["steps"] if step["name"].startswith("Wait for the rollout")]
    assert [step["env"]["MORE"] for step in waits] == ["true", "false"]
    assert sum(int(step["env"]["TIMEOUT"]) for step in waits) == 600 + 120 + 2 * 1200
    assert waits[-1]["id"] == "wait"
    names = _names(job)
    again = [index for index, name in enumerate(names) if name.startswith("Log in to") and name.endswith("again")]
    first, second = names.index("Wait for the rollout"), names.index("Roll back to the previous deployment")
    assert again[0] < first < again[1] < second


def test_the_first_environment_with_a_cluster_follows_the_spec() -> None:
    """No environment before it can run a release, so there is nothing to prove."""
    tree = deployed()
    del tree["environments"]["dev"]["kubernetes"]
    found = workflows(tree)
    assert "deploy-dev" not in found
    assert "release" not in found["deploy-staging"]["jobs"]
    assert "image" in found["deploy-staging"]["jobs"]
    assert "proof" in found["deploy-prod"]["jobs"]


def test_dags_of_a_later_environment_are_frozen_without_manifests() -> None:
    tree = deployed(outputs={"airflow": {}})
    del tree["outputs"]["kubernetes"], tree["deployments"], tree["environments"]["dev"]["kubernetes"]
    assert [graph.name for graph in project(tree).frozen] == ["staging", "prod"]
