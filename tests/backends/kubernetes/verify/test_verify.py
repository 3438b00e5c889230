"""A manifest that is not what it should be is found: by its plan, by its schema, or by what it should fit to."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import pytest

from backends.kubernetes.specs import SPECS, everything, planned, project, rendered, served
from opsgen.backends import KUBERNETES
from opsgen.backends.api import Problem, Rendered
from opsgen.backends.kubernetes import objects
from opsgen.backends.kubernetes.verify import expected_at, schemas
from opsgen.backends.kubernetes.verify.strict_yaml import read
from opsgen.render.encode.yaml import Yaml

API = "deploy/prod/rolling"
BLUE_GREEN = "deploy/prod/blue-green"
CANARY = "deploy/prod/canary"
EVERYTHING = everything()
PROJECT = project(EVERYTHING)
TEXTS = rendered(planned(EVERYTHING))


def problems_after(path: str, old: str, new: str) -> list[Problem]:
    """What is found when a file is changed after it was planned."""
    (target,) = [each for each in TEXTS if each.artifact.path == path]
    assert target.text.count(old) == 1, f"{old!r} is not in {path} once"
    changed = [replace(each, text=each.text.replace(old, new)) if each is target else each for each in TEXTS]
    return list(KUBERNETES.verify(PROJECT, changed).problems)


def problems_of(path: str, *steps: str | int, value: Any) -> list[str]:
    """What is found when the plan itself, and so the file, says something that does not fit."""
    changed = []
    for each in TEXTS:
        if each.artifact.path == path:
            manifest = read(each.text)
            node = manifest
            for step in steps[:-1]:
                node = node[step]
            node[steps[-1]] = value
            artifact = replace(each.artifact, values={"manifest": Anything(manifest)})
            changed.append(Rendered(artifact, "\n".join(Yaml().block(manifest))))
        else:
            changed.append(each)
    return [problem.message for problem in KUBERNETES.verify(PROJECT, changed).problems]


@dataclass(init=False)
class Anything:
    """A plan that agrees with whatever is there, so that only the proofs can object."""

    def __init__(self, manifest: dict[str, Any]) -> None:
        self.api_version, self.kind = manifest["apiVersion"], manifest["kind"]


def test_what_was_planned_has_no_problem() -> None:
    verdict = KUBERNETES.verify(PROJECT, TEXTS)
    assert verdict.problems == ()
    assert verdict.unverified == ()


# The plan ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "old", "new", "where"),
    [
        (f"{API}/deployment.yaml", "birds.serve", "birds.evil", "spec.template.spec.containers.0.command"),
        (
            f"{API}/deployment.yaml",
            "    failureThreshold: 24",
            "    failureThreshold: 25",
            "startupProbe.failureThreshold",
        ),
        (f"{API}/config-map.yaml", "OPSGEN_ENV: prod", "OPSGEN_ENV: dev", "data"),
        (f"{API}/service.yaml", "kind: Service\n", "kind: Endpoints\n", "not a Service"),
        (f"{API}/horizontal-pod-autoscaler.yaml", "minReplicas: 2", "minReplicas: 1", "spec.minReplicas"),
        (f"{API}/horizontal-pod-autoscaler.yaml", "minReplicas: 2", 'minReplicas: "2"', "spec.minReplicas"),
        ("deploy/prod/count/cron-job.yaml", "suspend: false", "suspend: true", "spec.suspend"),
        ("deploy/prod/kustomization.yaml", "  - namespace.yaml\n", "", "resources"),
        ("deploy/prod/namespace.yaml", "\n  name: birds", "\n  name: kube-system", "metadata"),
    ],
)
def test_a_file_that_does_not_say_what_was_planned_is_found(path: str, old: str, new: str, where: str) -> None:
    found = problems_after(path, old, new)
    assert any(problem.path == path and where in problem.message for problem in found), found


def test_a_file_that_is_no_manifest_is_found() -> None:
    (problem,) = problems_after(f"{API}/service.yaml", "kind: Service", "kind: &anchor Service")
    assert problem.path == f"{API}/service.yaml"
    assert "anchor" in problem.message


def test_every_value_of_every_object_has_a_place() -> None:
    kinds = [kind for kind in vars(objects).values() if isinstance(kind, type) and is_dataclass(kind)]
    assert len(kinds) > 20
    for kind in kinds:
        assert all("place" in field.metadata for field in fields(kind)), kind


def test_every_value_that_a_template_shows_is_compared() -> None:
    for each in TEXTS:
        manifest, planned_values = read(each.text), dict(expected_at.values(each.artifact.values["manifest"]))
        assert planned_values, each.artifact.path
        assert all(expected_at.found_at(manifest, path) == value for path, value in planned_values.items())


# The schemas ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "old", "new", "why"),
    [
        (f"{API}/deployment.yaml", "  revisionHistoryLimit: 5", "  revisionHistoryLimt: 5", "revisionHistoryLimt"),
        (f"{API}/deployment.yaml", "          livenessProbe:", "          livelinessProbe:", "livelinessProbe"),
        (f"{API}/deployment.yaml", "maxUnavailable: 0", "maxUnavailable: true", "maxUnavailable"),
        (f"{API}/service.yaml", "      port: 80", "      port: eighty", "port"),
        (f"{API}/service.yaml", "  type: ClusterIP\n", "  type: ClusterIP\n  sort: x\n", "sort"),
        (f"{CANARY}/rollout.yaml", "progressDeadlineAbort: true", "progressDeadlineAbrt: true", "progressDeadlineAbrt"),
        (f"{CANARY}/rollout.yaml", "enableServiceLinks: false", "enableServiceLink: false", "enableServiceLink"),
        (f"{CANARY}/http-route.yaml", "type: PathPrefix", "type: Prefix", "Prefix"),
        (f"{CANARY}/service-monitor.yaml", "interval: 30s", "intervall: 30s", "intervall"),
        ("deploy/prod/kserve/inference-service.yaml", "        maxSurge: 25%", "        maxSurplus: 25%", "maxSurplus"),
        (
            "deploy/prod/kserve/inference-service.yaml",
            "    enableServiceLinks",
            "    enableServiceLink",
            "enableServiceLink",
        ),
        ("deploy/prod/count/cron-job.yaml", "backoffLimit: 2", "backofLimit: 2", "backofLimit"),
        (f"{API}/service.yaml", "apiVersion: v1", "apiVersion: v2", "there is no Service in v2"),
    ],
)
def test_what_the_api_server_would_refuse_is_found(path: str, old: str, new: str, why: str) -> None:
    found = problems_after(path, old, new)
    assert any(problem.path == path and why in problem.message for problem in found), found


def test_a_field_of_a_later_version_is_found() -> None:
    manifest = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}, "spec": {"containers": [{"name": "x"}]}}
    manifest["spec"]["hostnameOverride"] = "x"  # type: ignore[index]
    assert list(schemas.Schemas("1.37").errors(manifest)) == []
    assert "hostnameOverride" in "".join(schemas.Schemas("1.30").errors(manifest))


def test_it_says_when_it_could_not_validate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemas, "PACKAGES", ("json", "no_such_package"))
    verdict = KUBERNETES.verify(PROJECT, TEXTS)
    assert verdict.problems == ()
    assert verdict.unverified == (
        "Kubernetes manifests were not validated against their schemas: pip install 'opsgen[verify]'",
    )


def test_without_schemas_the_rest_is_verified_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemas, "PACKAGES", ("no_such_package",))
    assert problems_after(f"{API}/deployment.yaml", "birds.serve", "birds.evil")


def test_where_nothing_is_built_nothing_is_unverified(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemas, "PACKAGES", ("no_such_package",))
    assert KUBERNETES.verify(project(served()), ()).unverified == ()


# The other objects ---------------------------------------------------------------------------------------------------

POD = ("spec", "template", "spec")
CONTAINER = (*POD, "containers", 0)
NAME = "app.kubernetes.io/name"


@pytest.mark.parametrize(
    ("path", "steps", "value", "why"),
    [
        ("deploy/prod/kustomization.yaml", ("resources",), ["namespace.yaml"], "the resources are not the files"),
        (f"{API}/service.yaml", ("metadata", "namespace"), "default", "not in the environment's namespace"),
        (f"{API}/service.yaml", ("metadata", "name"), "canary", "several objects Service canary"),
        (f"{API}/service.yaml", ("metadata", "name"), "-x", "refuses the name"),
        ("deploy/prod/count/cron-job.yaml", ("metadata", "name"), "x" * 53, "refuses the name"),
        (f"{API}/service.yaml", ("metadata", "labels", "x"), "a b", "refuses 'a b' as the label"),
        (f"{API}/service.yaml", ("metadata", "annotations"), {}, "the annotation of its owner"),
        (f"{API}/deployment.yaml", ("spec", "selector", "matchLabels"), {NAME: "x"}, "does not match the pods' labels"),
        (
            f"{API}/deployment.yaml",
            (*POD, "topologySpreadConstraints", 0, "labelSelector", "matchLabels"),
            {NAME: "x"},
            "does not match",
        ),
        (f"{API}/deployment.yaml", (*POD, "serviceAccountName"), "nobody", "need the ServiceAccount nobody"),
        (f"{API}/deployment.yaml", (*CONTAINER, "envFrom", 0, "configMapRef", "name"), "x", "need the ConfigMap x"),
        (f"{API}/deployment.yaml", (*POD, "volumes"), [], "the volumes"),
        (f"{API}/service.yaml", ("spec", "selector"), {NAME: "x"}, "it selects no pods"),
        (f"{API}/service.yaml", ("spec", "ports", 0, "targetPort"), "grpc", "no port grpc"),
        (f"{API}/deployment.yaml", (*CONTAINER, "readinessProbe", "httpGet", "port"), "admin", "probes use the ports"),
        (f"{API}/horizontal-pod-autoscaler.yaml", ("spec", "scaleTargetRef", "name"), "x", "no Deployment x to scale"),
        (f"{API}/deployment.yaml", ("spec", "replicas"), 3, "an autoscaler sets them"),
        (f"{API}/pod-disruption-budget.yaml", ("spec", "selector", "matchLabels"), {NAME: "x"}, "it selects no pods"),
        (
            f"{CANARY}/http-route.yaml",
            ("spec", "rules", 0, "backendRefs", 0, "name"),
            "x",
            "no Service x with the port 80",
        ),
        (
            "deploy/prod/ingress/ingress.yaml",
            ("spec", "rules", 0, "http", "paths", 0, "backend", "service", "port", "name"),
            "x",
            "with the port x",
        ),
        (f"{API}/service-monitor.yaml", ("spec", "selector", "matchLabels"), {NAME: "x"}, "the one Service"),
        (f"{API}/service-monitor.yaml", ("spec", "endpoints", 0, "port"), "x", "the one Service"),
        (f"{CANARY}/rollout.yaml", ("spec", "strategy", "canary", "stableService"), "x", "uses the Service x"),
        (
            f"{CANARY}/rollout.yaml",
            ("spec", "strategy", "canary", "trafficRouting", "plugins", "argoproj-labs/gatewayAPI", "httpRoute"),
            "x",
            "uses the HTTPRoute x",
        ),
        (
            f"{BLUE_GREEN}/rollout.yaml",
            ("spec", "strategy", "blueGreen", "postPromotionAnalysis", "templates", 0, "templateName"),
            "x",
            "uses the AnalysisTemplate x",
        ),
        (f"{API}/deployment.yaml", (*POD, "securityContext", "runAsNonRoot"), False, "may run as root"),
        (f"{API}/deployment.yaml", (*POD, "securityContext", "runAsUser"), 1000, "may run as root"),
        (
            f"{API}/deployment.yaml",
            (*POD, "securityContext", "seccompProfile"),
            {"type": "Unconfined"},
            "seccompProfile",
        ),
        (f"{API}/deployment.yaml", (*POD, "automountServiceAccountToken"), True, "the token"),
        (f"{API}/deployment.yaml", (*POD, "hostNetwork"), True, "namespaces of the host"),
        (
            f"{API}/deployment.yaml",
            (*POD, "volumes", 0),
            {"name": "tmp", "hostPath": {"path": "/"}},
            "a kind of volume",
        ),
        (
            f"{API}/deployment.yaml",
            (*CONTAINER, "securityContext", "allowPrivilegeEscalation"),
            True,
            "it allows privilege escalation",
        ),
        (
            f"{API}/deployment.yaml",
            (*CONTAINER, "securityContext", "capabilities"),
            {"drop": ["ALL"], "add": ["NET_RAW"]},
            "it does not drop all capabilities",
        ),
        (f"{API}/deployment.yaml", (*CONTAINER, "securityContext", "readOnlyRootFilesystem"), False, "is writable"),
        (f"{API}/deployment.yaml", (*CONTAINER, "resources", "limits"), {"cpu": "1"}, "no request or no limit"),
        (
            f"{API}/deployment.yaml",
            (*CONTAINER, "resources", "requests", "memory"),
            "2Gi",
            "requests more than its limit",
        ),
        (f"{API}/deployment.yaml", (*CONTAINER, "image"), "ghcr.io/example/birds", "no fixed tag or digest"),
        (f"{API}/deployment.yaml", (*CONTAINER, "image"), "birds:latest", "no fixed tag or digest"),
        (
            f"{API}/network-policy.yaml",
            ("spec", "policyTypes"),
            ["Ingress"],
            "does not restrict both ingress and egress",
        ),
        (
            f"{API}/network-policy.yaml",
            ("spec", "podSelector", "matchLabels"),
            {NAME: "x"},
            "no NetworkPolicy of its own",
        ),
        ("deploy/prod/network-policy.yaml", ("spec", "egress"), [{}], "no policy denies connections by default"),
        (
            "deploy/prod/namespace.yaml",
            ("metadata", "labels", "pod-security.kubernetes.io/enforce"),
            "baseline",
            "does not enforce",
        ),
    ],
)
def test_what_does_not_fit_is_found(path: str, steps: tuple[str | int, ...], value: Any, why: str) -> None:
    found = problems_of(path, *steps, value=value)
    assert any(why in message for message in found), found


def test_the_plans_of_both_specs_pass_every_proof() -> None:
    for tree in SPECS.values():
        assert KUBERNETES.verify(project(tree()), rendered(planned(tree()))).problems == ()
