from __future__ import annotations

from typing import Any

import pytest

from backends.kubernetes.specs import (
    EXPOSURE,
    JOB,
    MONITOR,
    SERVER,
    SPECS,
    VARIANTS,
    findings,
    flight_delays,
    merged,
    project,
    served,
    spec,
)
from opsgen.backends import KUBERNETES
from opsgen.backends.kubernetes import codes
from opsgen.backends.kubernetes.artifacts import files
from opsgen.backends.kubernetes.environment import object_name, targets

GKE = {
    "type": "gke",
    "name": "ml",
    "location": "europe-west1",
    "project": "birds",
    "workload_identity_provider": "projects/1/pool",
    "service_account": "deploy@birds",
}
API = ("deployments", "api")


def two(first: dict[str, Any], second: dict[str, Any], names: tuple[str, str] = ("a", "b")) -> dict[str, Any]:
    return spec(deployments=dict(zip(names, (first, second), strict=True)))


def without(tree: dict[str, Any], *path: str) -> dict[str, Any]:
    *parents, last = path
    tree = merged(tree, {})
    node = tree
    for parent in parents:
        node = node[parent]
    del node[last]
    return tree


def canary(**parts: Any) -> dict[str, Any]:
    return served(**{"rollout": {"strategy": "canary"}, **parts})


WRONG: dict[str, tuple[dict[str, Any], str, tuple[str | int, ...]]] = {
    "no image": (without(served(), "project", "image"), "K8S101", ("project",)),
    "no target": (without(served(), "environments", "prod", "kubernetes"), "K8S102", ("outputs", "kubernetes")),
    "long name": (spec(deployments={"a" * 47: {**SERVER, "monitor": MONITOR}}), "K8S103", ("deployments", "a" * 47)),
    "names that differ by - and _": (two(SERVER, JOB, ("a-b", "a_b")), "K8S104", ("deployments", "a_b")),
    "a name that a monitor takes": (
        two({**SERVER, "monitor": MONITOR}, JOB, ("a", "a-drift")),
        "K8S104",
        ("deployments", "a-drift"),
    ),
    "a name that a canary takes": (
        two({**SERVER, "rollout": {"strategy": "canary"}, "exposure": EXPOSURE}, SERVER, ("a", "a-canary")),
        "K8S104",
        ("deployments", "a-canary"),
    ),
    "a name that the namespace takes": (
        spec(deployments={"default-deny": JOB}),
        "K8S104",
        ("deployments", "default-deny"),
    ),
    "a version that is no label": (
        merged(served(), {"project": {"version": "1" * 64}}),
        "K8S105",
        ("project", "version"),
    ),
    "a label's value": (
        merged(served(), {"outputs": {"kubernetes": {"monitoring_labels": {"release": "a b"}}}}),
        "K8S105",
        ("outputs", "kubernetes", "monitoring_labels", "release"),
    ),
    "an annotation's key": (
        merged(served(), {"outputs": {"kubernetes": {"service_account_annotations": {"a b": "c"}}}}),
        "K8S105",
        ("outputs", "kubernetes", "service_account_annotations", "a b"),
    ),
    "a GPU's resource": (
        served(resources={"gpu": {"resource": "gpu"}}),
        "K8S106",
        (*API, "resources", "gpu", "resource"),
    ),
    "a GPU's product": (
        spec(deployments={"count": {**JOB, "resources": {"gpu": {"product": "Tesla T4"}}}}),
        "K8S106",
        ("deployments", "count", "resources", "gpu", "product"),
    ),
    "a gateway": (served(exposure=EXPOSURE | {"gateway": "a/b/c"}), "K8S107", (*API, "exposure", "gateway")),
    "one route for two": (
        two({**SERVER, "exposure": EXPOSURE}, {**SERVER, "exposure": EXPOSURE}),
        "K8S108",
        ("deployments", "b", "exposure"),
    ),
    "one namespace for two": (
        spec(environments={name: {"kubernetes": {"namespace": "birds", "cluster": GKE}} for name in ("prod", "test")}),
        "K8S109",
        ("environments", "test", "kubernetes", "namespace"),
    ),
    "a canary on KServe": (canary(serving="kserve"), "K8S110", (*API, "rollout", "strategy")),
    "steps of no canary": (served(rollout={"steps": [100]}), "K8S111", (*API, "rollout", "steps")),
    "a pause of no rollout": (served(rollout={"pause": "1m"}), "K8S111", (*API, "rollout", "pause")),
    "a certificate of a route": (
        served(exposure=EXPOSURE | {"tls_secret": "tls"}),
        "K8S111",
        (*API, "exposure", "tls_secret"),
    ),
    "a class of a route": (
        served(exposure=EXPOSURE | {"ingress_class": "nginx"}),
        "K8S111",
        (*API, "exposure", "ingress_class"),
    ),
    "a gateway of an Ingress": (
        served(exposure=EXPOSURE | {"type": "ingress", "gateway": "g"}),
        "K8S111",
        (*API, "exposure", "gateway"),
    ),
    "a coarse canary": (canary(scaling={"min": 2, "max": 3}), "K8S112", (*API, "rollout")),
    "training that nothing starts": (
        merged(served(monitor=MONITOR, model="rare"), {"models": {"rare": {"retrain": {"on_drift": True}}}}),
        "K8S113",
        ("models", "rare", "retrain", "on_drift"),
    ),
    "a delay before retries": (
        spec(deployments={"count": {**JOB, "retry_delay": "1m"}}),
        "K8S114",
        ("deployments", "count", "retry_delay"),
    ),
    "the variable of a secret's file": (
        served(environment={"TOKEN": {"secret": "API_TOKEN"}, "TOKEN_FILE": "/etc/token"}),
        "K8S115",
        (*API, "environment", "TOKEN_FILE"),
    ),
    "a short window": (
        served(objectives={"availability": 99, "window": "6d"}),
        "K8S116",
        (*API, "objectives", "window"),
    ),
    "a privileged port": (served(port=80), "K8S117", (*API, "port")),
    "a model without registry": (
        merged(served(model="rare"), {"models": {"rare": {"registry": None}}}),
        "K8S118",
        (*API, "model"),
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_kubernetes_cannot_express_is_found_at_its_place(case: str) -> None:
    tree, code, path = WRONG[case]
    assert findings(tree) == [(code, path)]


def test_a_model_of_pods_is_in_a_registry() -> None:
    for deployment in (SERVER, JOB):
        tree = spec(deployments={"api": {**deployment, "model": "rare"}})
        assert findings(tree) == []
        tree["models"]["rare"].pop("registry")
        assert findings(tree) == [("K8S118", ("deployments", "api", "model"))]


def test_every_code_is_tried() -> None:
    assert {code for _, code, _ in WRONG.values()} == {code.code for code in codes.CODES}


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_can_be_expressed_gives_no_finding(variant: str) -> None:
    assert findings(served(**VARIANTS[variant])) == []


def test_the_reference_spec_gives_no_finding() -> None:
    assert findings(flight_delays()) == []


def test_an_environment_without_kubernetes_is_left_out_when_another_has_it() -> None:
    assert findings(merged(served(), {"environments": {"laptop": {}}})) == []


def test_a_kubeconfig_leads_each_environment_to_a_cluster_of_its_own() -> None:
    cluster = {"type": "kubeconfig", "kubeconfig": {"secret": "KUBECONFIG"}}
    settings = {"kubernetes": {"namespace": "birds", "cluster": cluster}}
    assert findings(spec(environments={"dev": settings, "prod": settings})) == []


def test_a_setting_that_another_environment_hears_is_not_idle() -> None:
    overridden = {"kubernetes": {"namespace": "dev"}, "overrides": {"deployments.api.rollout": {"strategy": "rolling"}}}
    tree = canary(exposure=EXPOSURE, rollout={"strategy": "canary", "steps": [20, 100], "pause": "5m"})
    assert findings(merged(tree, {"environments": {"dev": overridden}})) == []


def test_airflow_starts_the_training_that_drift_asks_for() -> None:
    tree = merged(served(monitor=MONITOR, model="rare"), {"models": {"rare": {"retrain": {"on_drift": True}}}})
    assert findings(merged(tree, {"outputs": {"airflow": {}}})) == []


def test_airflow_waits_before_retries() -> None:
    tree = spec(deployments={"count": {**JOB, "retry_delay": "1m"}})
    assert findings(merged(tree, {"outputs": {"airflow": {}}})) == []


def test_a_finding_names_the_other_place() -> None:
    ((_, finding),) = KUBERNETES.check(project(two(SERVER, JOB, ("a-b", "a_b"))))
    assert [place.path for place, _ in finding.related] == [("deployments", "a-b")]
    assert "two parts of the spec produce the ServiceAccount `a-b`" in finding.message


@pytest.mark.parametrize("name", SPECS)
def test_an_object_is_called_like_its_deployment_or_that_and_an_ending(name: str) -> None:
    """On which `_may_collide` relies."""
    for target in targets(project(SPECS[name]())):
        for file in files(target):
            section, part, *_ = file.component.place
            if section == "deployments":
                assert f"{file.manifest.metadata['name']}-".startswith(f"{object_name(str(part))}-")
            elif file.manifest.kind != "Namespace":
                assert file.manifest.metadata["name"] in {"default-deny", "tasks"}


def test_deployments_with_a_common_beginning_are_looked_at() -> None:
    job = {**JOB, "schedule": "0 4 * * *"}
    assert findings(spec(deployments={"api": {**SERVER, "monitor": MONITOR}, "api-drift": job}))
    assert findings(spec(deployments={"api": SERVER, "api-drift": job})) == []
