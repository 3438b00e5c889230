"""Who the jobs of workflows are in a cloud: no job with code of the project can be who deploys."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backends.github.specs import files, merged, project, workflows
from backends.github.test_deploy import CLUSTERS, with_cluster
from opsgen.backends import GITHUB
from opsgen.backends.github import codes

IDENTITIES: dict[str, dict[str, str]] = {
    "eks": {"role": "arn:aws:iam::123456789012:role/other"},
    "gke": {"service_account": "other@birds-123.iam.gserviceaccount.com"},
    "aks": {"client": "00000000-0000-0000-0000-000000000009"},
}
ROOTS = {"eks": "s3://lake", "gke": "gs://lake", "aks": "abfs://lake"}
REGISTRY = {
    "eks": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/birds",
    "gke": "europe-west1-docker.pkg.dev/birds-123/images/birds",
    "aks": "birds.azurecr.io/birds",
}
ACTIONS = {"eks": "aws-actions/configure-aws", "gke": "google-github-actions/auth", "aks": "azure/login"}
OWN_CODE = ("/actions/birds-", "docker/build-push-action")
"""What runs code of the project: its requirements and its commands, or its Dockerfile."""


def with_identity(kind: str, *classes: str, **parts: Any) -> dict[str, Any]:
    """A spec with data in a cloud, and an identity for each of these classes in each environment."""
    repository = [REGISTRY[kind]] if "registry" in classes else []
    tree = merged(with_cluster(kind, *repository), {"connections": {"lake": {"root": ROOTS[kind]}}})
    for environment in tree["environments"].values():
        environment["identity"] = {"ci": {class_: dict(IDENTITIES[kind]) for class_ in classes}}
    return merged(tree, parts)


def _codes(tree: dict[str, Any]) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(code.code, finding.place.path) for code, finding in GITHUB.check(project(tree))]


def _messages(tree: dict[str, Any]) -> list[str]:
    return [finding.message for _, finding in GITHUB.check(project(tree))]


def _login(job: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [step["with"] for step in job["steps"] if step.get("uses", "").startswith(ACTIONS[kind])]


@pytest.mark.parametrize("kind", CLUSTERS)
def test_a_training_has_an_identity_of_its_own(kind: str) -> None:
    for name, job in workflows(with_identity(kind, "train"))["train-rare"]["jobs"].items():
        assert job["environment"] == {"name": f"{name}-train"}
        assert job["permissions"] == {"contents": "read", "id-token": "write"}
        assert set(IDENTITIES[kind].values()) <= set(map(str, _login(job, kind)[0].values()))
        assert not {CLUSTERS[kind].get(key) for key in IDENTITIES[kind]} & set(_login(job, kind)[0].values())


def test_without_an_identity_a_training_is_nobody() -> None:
    for job in workflows(with_identity("eks"))["train-rare"]["jobs"].values():
        assert job["permissions"] == {"contents": "read"}
        assert "environment" not in job


def test_a_session_of_aws_lasts_as_long_as_the_job() -> None:
    tree = with_identity("eks", "train", models={"rare": {"train": {"timeout": "20m"}}})
    (login,) = _login(workflows(tree)["train-rare"]["jobs"]["prod"], "eks")
    assert "role-duration-seconds" not in login
    for timeout, longest in (("2h", 150 * 60), ("1d", 12 * 3600)):
        tree["models"]["rare"]["train"]["timeout"] = timeout
        job = workflows(tree)["train-rare"]["jobs"]["prod"]
        (login,) = _login(job, "eks")
        assert login["role-duration-seconds"] == longest == min(job["timeout-minutes"] * 60, 12 * 3600)
        (text,) = (text for path, text in files(tree).items() if path.endswith("train-rare.yml"))
        assert f"# The AWS role of prod must allow sessions of at least {longest} seconds." in text


@pytest.mark.parametrize("kind", ["gke", "aks"])
def test_tokens_of_an_hour_are_renewed_before_a_step_that_could_outlive_them(kind: str) -> None:
    rare = {"explain": {"command": ["explain"], "timeout": "20m"}, "evaluate": [{"metric": "f1", "min": 0.5}]}
    tree = with_identity(kind, "train", models={"rare": {"train": {"timeout": "25m"}, **rare}})
    job = workflows(tree)["train-rare"]["jobs"]["prod"]
    names = [step["name"] for step in job["steps"]]
    assert len(_login(job, kind)) == 2
    (again,) = (index for index, name in enumerate(names) if name.endswith(" again"))
    assert names.index("Check the gates") < again == names.index("Explain") - 1


def test_the_data_of_an_environment_is_checked_after_a_merge() -> None:
    tree = with_identity("eks")
    assert "check-data" not in workflows(tree)
    tree["environments"]["prod"]["identity"] = {"ci": {"data": IDENTITIES["eks"]}}
    workflow = workflows(tree)["check-data"]
    assert workflow["on"] == {"push": {"branches": ["main"]}, "workflow_dispatch": {}}
    ((name, job),) = workflow["jobs"].items()
    assert (name, job["name"]) == ("prod", "Check data in prod")
    assert job["environment"] == {"name": "prod-data"}
    assert job["steps"][0]["name"] == "Require the default branch"
    check = 'opsgen check sightings --env prod --format markdown --report "$GITHUB_STEP_SUMMARY"'
    assert job["steps"][-1]["run"] == check
    assert "prod" not in str(workflows(tree)["ci"])


def test_only_data_that_the_identity_reaches_is_checked() -> None:
    tree = with_identity("eks", "data")
    tree["connections"]["other"] = {"type": "gcs", "bucket": "birds"}
    place = {"connection": "other", "path": "x.csv"}
    columns = {"species": {"type": "string"}}
    tree["datasets"]["names"] = {"source": place, "columns": columns}
    tree["datasets"]["seen"] = {
        "source": {"connection": "lake", "path": "seen.csv"},
        "columns": {"species": {"type": "string", "references": "names.species"}},
    }
    check = workflows(tree)["check-data"]["jobs"]["dev"]["steps"][-1]["run"]
    assert check.startswith("opsgen check sightings --env dev")
    (text,) = (text for path, text in files(tree).items() if path.endswith("check-data.yml"))
    assert "# In dev, it does not check 2 datasets that are stored elsewhere or compared with such data." in text


@pytest.mark.parametrize("kind", CLUSTERS)
def test_the_image_is_pushed_and_pulled_as_the_registrys_identity(kind: str) -> None:
    found = workflows(with_identity(kind, "registry"))
    (value,) = IDENTITIES[kind].values()
    image, deploy = found["deploy-dev"]["jobs"]["image"], found["deploy-prod"]["jobs"]["deploy"]
    assert image["environment"] == {"name": "dev-registry"}
    assert [value in login.values() for login in _login(image, kind)] == [True]
    # The login to the cluster comes last, and is renewed alone.
    assert [value in login.values() for login in _login(deploy, kind)][:2] == [True, False]
    ids = [step["id"] for step in deploy["steps"] if "id" in step]
    assert len(ids) == len(set(ids))


# What no spec can bring about


@st.composite
def _trees(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(sorted(CLUSTERS)))
    tree = with_cluster(kind, draw(st.sampled_from(("ghcr.io/example/birds", "example/birds", REGISTRY[kind]))))
    tree["connections"]["lake"]["root"] = draw(st.sampled_from(("data", *ROOTS.values())))
    tree["outputs"]["github"]["provenance"] = draw(st.sampled_from(("attest", "off")))
    tree["outputs"] |= draw(st.sampled_from(({}, {"airflow": {}})))
    deploying = {key: CLUSTERS[kind][key] for key in IDENTITIES[kind]}
    for environment, class_ in product(tree["environments"].values(), ("registry", "data", "train")):
        identity = draw(st.sampled_from((None, *IDENTITIES.values(), deploying)))
        if identity:
            environment.setdefault("identity", {"ci": {}})["ci"][class_] = dict(identity)
    return tree


@settings(max_examples=40, deadline=None)
@given(_trees())
def test_no_job_with_code_of_the_project_can_deploy(tree: dict[str, Any]) -> None:
    """Where lint finds no mistake, such a job has neither the subject nor the identity of a deployment."""
    if _codes(tree):
        return
    kind = tree["environments"]["prod"]["kubernetes"]["cluster"]["type"]
    deploying = {CLUSTERS[kind][key] for key in IDENTITIES[kind]}
    for workflow in workflows(tree).values():
        for job in workflow["jobs"].values():
            if any(word in str(job) for word in OWN_CODE):
                assert job.get("environment", {}).get("name") not in tree["environments"]
            if OWN_CODE[0] in str(job):
                assert not deploying & {str(value) for step in job["steps"] for value in step.get("with", {}).values()}


@pytest.mark.parametrize("class_", ["data", "train"])
@pytest.mark.parametrize("kind", CLUSTERS)
def test_an_identity_that_deploys_is_refused_in_every_environment(kind: str, class_: str) -> None:
    ((key, _),) = IDENTITIES[kind].items()
    tree = with_identity(kind, "train")
    tree["environments"]["prod"]["kubernetes"]["cluster"][key] = "Somebody"
    tree["environments"]["dev"]["identity"]["ci"][class_] = {key: "somebody"}
    place = ("environments", "dev", "identity", "ci", class_, key)
    assert _codes(tree) == [(codes.DEPLOYING_IDENTITY.code, place)]


# What is wrong with an identity


def test_an_identity_is_of_one_cloud() -> None:
    tree = with_identity("eks", "train")
    place = ("environments", "prod", "identity", "ci", "train")
    for wrong in ({"region": "eu-west-1"}, {"role": "a", "client": "b"}):
        tree["environments"]["prod"]["identity"]["ci"]["train"] = wrong
        assert _codes(tree) == [(codes.NOT_ONE_CLOUD.code, place)]
    tree["environments"]["prod"]["identity"]["ci"]["train"] = {"role": "a", "tenant": "b"}
    assert _codes(tree) == [(codes.NOT_ONE_CLOUD.code, (*place, "tenant"))]


@pytest.mark.parametrize(
    ("kind", "missing"),
    [("eks", ["region"]), ("gke", ["workload_identity_provider"]), ("aks", ["tenant", "subscription"])],
)
def test_what_no_cluster_provides_is_named(kind: str, missing: list[str]) -> None:
    tree = with_identity(kind, "train")
    assert not _codes(tree)
    del tree["environments"]["prod"]["kubernetes"]["cluster"]
    found = _messages(tree)
    assert found == [
        f"`train` has no `{each}`, and `prod` has no {kind.upper()} cluster that provides it" for each in missing
    ]
    tree["environments"]["prod"]["identity"]["ci"]["train"] |= dict.fromkeys(missing, "x")
    assert not _codes(tree)


def test_the_region_of_the_data_is_enough() -> None:
    tree = with_identity("eks", "train")
    for environment in tree["environments"].values():
        del environment["kubernetes"]["cluster"]
    tree["connections"]["lake"] = {"type": "s3", "bucket": "birds", "region": "eu-north-1"}
    assert not _codes(tree)
    job = workflows(tree)["train-rare"]["jobs"]["prod"]
    assert _login(job, "eks")[0]["aws-region"] == "eu-north-1"


@pytest.mark.parametrize("kind", CLUSTERS)
def test_data_in_a_cloud_needs_an_identity_there(kind: str) -> None:
    tree = with_identity(kind)
    at = ("models", "rare", "features", "dataset")
    assert _codes(tree) == [(codes.NO_IDENTITY.code, at)] * 3
    assert f"training in `prod` on GitHub reads `{ROOTS[kind]}` without an identity" in _messages(tree)
    other = next(each for each in CLUSTERS if each != kind)
    for environment in tree["environments"].values():
        environment["identity"] = {"ci": {"train": IDENTITIES[other] | _options(other)}}
    assert _codes(tree) == [(codes.NO_IDENTITY.code, at)] * 3


def _options(kind: str) -> dict[str, str]:
    names = {"eks": ["region"], "gke": ["workload_identity_provider"], "aks": ["tenant", "subscription"]}[kind]
    return dict.fromkeys(names, "x")


def test_data_with_keys_of_its_own_needs_none() -> None:
    tree = with_identity("eks")
    for more in ({"secret_access_key": {"secret": "KEY"}}, {"endpoint": "https://minio.example.com"}):
        tree["connections"]["lake"] = {"type": "s3", "bucket": "birds", **more}
        assert not _codes(tree)


@pytest.mark.parametrize("kind", REGISTRY)
def test_the_image_is_never_pushed_as_the_identity_that_deploys(kind: str) -> None:
    tree = with_cluster(kind, REGISTRY[kind])
    cluster = tree["environments"]["dev"]["kubernetes"]["cluster"]
    deploying = {"eks": "role", "gke": "service_account", "aks": "client"}[kind]
    found = workflows(tree)
    assert cluster[deploying] not in str(found["deploy-dev"]["jobs"]["image"])
    assert cluster[deploying] in str(found["deploy-dev"]["jobs"]["deploy"])
    assert "GHA123" in {code.code for code, _ in GITHUB.check(project(tree))}
    assert "GHA123" not in {code.code for code, _ in GITHUB.check(project(with_identity(kind, "registry")))}


@pytest.mark.parametrize("class_", ["registry", "data", "train"])
def test_an_identity_that_no_job_can_use(class_: str) -> None:
    tree = with_identity("eks", class_)
    tree["connections"]["lake"]["root"] = "data"
    tree["project"]["image"]["repository"] = "ghcr.io/example/birds"
    tree["models"], tree["deployments"] = {}, {}
    place = ("environments", "prod", "identity", "ci", class_, "role")
    assert (codes.UNUSED_IDENTITY.code, place) in _codes(tree)


def test_an_environment_cannot_have_the_name_of_a_class() -> None:
    tree = with_identity("eks", "train")
    tree["environments"]["prod-train"] = tree["environments"].pop("dev")
    assert _codes(tree) == [(codes.TAKEN_ENVIRONMENT.code, ("environments", "prod-train"))]
    tree["environments"]["prod-data"] = tree["environments"].pop("prod-train")
    assert not _codes(tree)
