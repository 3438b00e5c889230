from __future__ import annotations

from typing import Any

import pytest

from backends.kubernetes.specs import EXPOSURE, OBJECTIVES, VARIANTS, manifests, merged, served, spec

API = "prod/api"


def pod(found: dict[str, Any], file: str = f"{API}/deployment.yaml") -> dict[str, Any]:
    template: dict[str, Any] = found[file]["spec"]["template"]
    return template


def container(found: dict[str, Any], file: str = f"{API}/deployment.yaml") -> dict[str, Any]:
    (only,) = pod(found, file)["spec"]["containers"]
    return dict(only)


def files(found: dict[str, Any]) -> set[str]:
    return {path.removeprefix(f"{API}/") for path in found if path.startswith(API)}


COMMON = {
    "service-account.yaml",
    "config-map.yaml",
    "network-policy.yaml",
    "service.yaml",
    "pod-disruption-budget.yaml",
    "service-monitor.yaml",
}
SCALED = COMMON | {"horizontal-pod-autoscaler.yaml"}


@pytest.mark.parametrize(
    ("variant", "expected"),
    [
        ("rolling", SCALED | {"deployment.yaml"}),
        ("fixed", COMMON | {"deployment.yaml", "prometheus-rule.yaml"}),
        (
            "canary",
            SCALED
            | {"rollout.yaml", "service-stable.yaml", "service-canary.yaml", "analysis-template.yaml"}
            | {"http-route.yaml", "prometheus-rule.yaml"},
        ),
        ("canary by replicas", SCALED | {"rollout.yaml"}),
        (
            "blue/green",
            SCALED
            | {"rollout.yaml", "service-preview.yaml", "analysis-template.yaml", "http-route.yaml"}
            | {"prometheus-rule.yaml"},
        ),
        ("kserve", COMMON | {"inference-service.yaml", "http-route.yaml", "prometheus-rule.yaml"}),
        ("ingress", SCALED | {"deployment.yaml", "ingress.yaml"}),
    ],
)
def test_each_kind_of_server_has_its_objects(variant: str, expected: set[str]) -> None:
    assert files(manifests(served(**VARIANTS[variant]))) == expected


def test_without_monitoring_nothing_is_left_for_prometheus() -> None:
    tree = merged(served(**VARIANTS["canary"]), {"outputs": {"kubernetes": {"monitoring": "none"}}})
    found = manifests(tree)
    assert not {"service-monitor.yaml", "prometheus-rule.yaml", "analysis-template.yaml"} & files(found)
    assert len(found[f"{API}/network-policy.yaml"]["spec"]["ingress"]) == 1
    assert "analysis" not in found[f"{API}/rollout.yaml"]["spec"]["strategy"]["canary"]


def test_a_server_without_objectives_has_no_alerts_but_is_scraped() -> None:
    found = files(manifests(served()))
    assert "service-monitor.yaml" in found
    assert "prometheus-rule.yaml" not in found


def test_the_command_is_the_container_s_and_expands_nothing() -> None:
    found = manifests(served(command=["serve", "$(HOME)", "$$", "a b; c"]))
    assert container(found)["command"] == ["serve", "$$(HOME)", "$$$$", "a b; c"]
    assert "args" not in container(found)


def test_an_autoscaler_takes_the_place_of_the_replicas() -> None:
    scaled = manifests(served(scaling={"min": 1, "max": 3, "memory_utilization": 80}))
    assert "replicas" not in scaled[f"{API}/deployment.yaml"]["spec"]
    autoscaler = scaled[f"{API}/horizontal-pod-autoscaler.yaml"]["spec"]
    assert (autoscaler["minReplicas"], autoscaler["maxReplicas"]) == (1, 3)
    target = {"type": "Utilization", "averageUtilization": 80}
    assert autoscaler["metrics"] == [{"type": "Resource", "resource": {"name": "memory", "target": target}}]
    fixed = manifests(served(scaling={"min": 2, "max": 2}))
    assert fixed[f"{API}/deployment.yaml"]["spec"]["replicas"] == 2
    assert f"{API}/horizontal-pod-autoscaler.yaml" not in fixed


def test_an_autoscaler_scales_the_rollout_where_there_is_one() -> None:
    found = manifests(served(**VARIANTS["blue/green"]))
    target = found[f"{API}/horizontal-pod-autoscaler.yaml"]["spec"]["scaleTargetRef"]
    assert target == {"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "name": "api"}


def test_a_canary_behind_a_gateway_is_routed_and_judged() -> None:
    steps = {"strategy": "canary", "steps": [5, 100], "pause": "1h30m"}
    found = manifests(served(exposure=EXPOSURE, objectives=OBJECTIVES, rollout=steps))
    canary = found[f"{API}/rollout.yaml"]["spec"]["strategy"]["canary"]
    assert canary["steps"] == [{"setWeight": 5}, {"pause": {"duration": 5400}}, {"setWeight": 100}]
    assert canary["trafficRouting"] == {
        "plugins": {"argoproj-labs/gatewayAPI": {"httpRoute": "api", "namespace": "birds"}}
    }
    assert (canary["stableService"], canary["canaryService"]) == ("api-stable", "api-canary")
    backends = found[f"{API}/http-route.yaml"]["spec"]["rules"][0]["backendRefs"]
    assert [(backend["name"], backend["weight"]) for backend in backends] == [("api-stable", 100), ("api-canary", 0)]
    metrics = found[f"{API}/analysis-template.yaml"]["spec"]["metrics"]
    assert [metric["name"] for metric in metrics] == ["error-ratio", "latency-p99"]
    assert all("{{args.pod-template-hash}}" in metric["provider"]["prometheus"]["query"] for metric in metrics)
    assert all("count" not in metric for metric in metrics)


def test_a_switch_from_blue_to_green_is_judged_for_the_pause() -> None:
    found = manifests(served(objectives=OBJECTIVES, rollout={"strategy": "blue_green", "pause": "5m"}))
    strategy = found[f"{API}/rollout.yaml"]["spec"]["strategy"]["blueGreen"]
    assert strategy["activeService"] == "api"
    assert strategy["previewService"] == "api-preview"
    assert strategy["autoPromotionSeconds"] == strategy["scaleDownDelaySeconds"] == 300
    metrics = found[f"{API}/analysis-template.yaml"]["spec"]["metrics"]
    assert [metric["count"] for metric in metrics] == [5, 5]


def test_kserve_runs_the_same_pod() -> None:
    plain, kserve = manifests(served()), manifests(served(serving="kserve"))
    service = kserve[f"{API}/inference-service.yaml"]
    predictor = service["spec"]["predictor"]
    (served_by,) = predictor["containers"]
    assert served_by["name"] == "kserve-container"
    assert served_by | {"name": "server"} == container(plain)
    assert predictor["labels"] == pod(plain)["metadata"]["labels"]
    assert service["metadata"]["annotations"]["serving.kserve.io/deploymentMode"] == "Standard"


def test_probes_differ() -> None:
    by_default = container(manifests(served(probes={"path": "/ok"})))
    assert (
        by_default["startupProbe"]["httpGet"]
        == by_default["readinessProbe"]["httpGet"]
        == {"path": "/ok", "port": "http"}
    )
    assert by_default["livenessProbe"]["tcpSocket"] == {"port": "http"}
    named = container(manifests(served(**VARIANTS["probes"])))
    paths = [named[f"{probe}Probe"]["httpGet"]["path"] for probe in ("startup", "readiness", "liveness")]
    assert paths == ["/up", "/ready", "/live"]
    assert named["startupProbe"]["failureThreshold"] * named["startupProbe"]["periodSeconds"] == 20 * 60


@pytest.mark.parametrize(
    ("given", "requests", "limits"),
    [
        ({}, ("100m", "256Mi", "256Mi"), ("1", "1Gi", "1Gi")),
        ({"limits": {"memory": "64Mi"}}, ("100m", "64Mi", "256Mi"), ("1", "64Mi", "1Gi")),
        ({"requests": {"memory": "8Gi", "cpu": "2"}}, ("2", "8Gi", "256Mi"), ("2", "8Gi", "1Gi")),
        (
            {"requests": {"cpu": "250m"}, "limits": {"ephemeral_storage": "5Gi"}},
            ("250m", "256Mi", "256Mi"),
            ("1", "1Gi", "5Gi"),
        ),
    ],
)
def test_what_is_requested_is_never_over_the_limit(
    given: dict[str, Any], requests: tuple[str, ...], limits: tuple[str, ...]
) -> None:
    found = manifests(served(resources=given))
    names = ("cpu", "memory", "ephemeral-storage")
    assert container(found)["resources"] == {
        "requests": dict(zip(names, requests, strict=True)),
        "limits": dict(zip(names, limits, strict=True)),
    }
    assert pod(found)["spec"]["volumes"][0] == {"name": "tmp", "emptyDir": {"sizeLimit": limits[2]}}


def test_gpus_are_limited_selected_and_tolerated() -> None:
    found = manifests(served(**VARIANTS["gpu"]))
    assert container(found)["resources"]["limits"]["nvidia.com/gpu"] == "2"
    assert pod(found)["spec"]["nodeSelector"] == {"nvidia.com/gpu.product": "NVIDIA-L4"}
    (toleration,) = pod(found)["spec"]["tolerations"]
    assert toleration == {"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"}


def test_secrets_are_files_that_variables_name() -> None:
    tree = merged(
        served(environment={"TOKEN": {"secret": "API_TOKEN"}, "LEVEL": "info"}, model="rare"),
        {"models": {"rare": {"registry": {"type": "mlflow", "uri": {"secret": "MLFLOW"}}}}},
    )
    found = manifests(tree)
    data = found[f"{API}/config-map.yaml"]["data"]
    assert data["TOKEN_FILE"] == "/var/run/secrets/opsgen/API_TOKEN"  # noqa: S105
    assert data["LEVEL"] == "info"
    secrets = next(each["secret"] for each in pod(found)["spec"]["volumes"] if each["name"] == "secrets")
    assert secrets["secretName"] == "birds"
    assert [item["key"] for item in secrets["items"]] == ["API_TOKEN"]
    assert "env" not in container(found)


def test_secrets_are_variables_where_the_spec_asks_for_that() -> None:
    tree = merged(served(**VARIANTS["secrets"]), {"outputs": {"kubernetes": {"secrets": "environment"}}})
    found = manifests(tree)
    reference = {"secretKeyRef": {"name": "birds", "key": "API_TOKEN"}}
    assert container(found)["env"] == [{"name": "TOKEN", "valueFrom": reference}]
    assert "TOKEN_FILE" not in found[f"{API}/config-map.yaml"]["data"]
    assert [volume["name"] for volume in pod(found)["spec"]["volumes"]] == ["tmp", "model"]


def test_a_changed_variable_replaces_the_pods() -> None:
    first, again, changed = (manifests(served(environment={"LEVEL": level})) for level in ("info", "info", "debug"))
    names = [container(found)["envFrom"][0]["configMapRef"]["name"] for found in (first, again, changed)]
    assert names[0] == names[1] != names[2]
    assert [found[f"{API}/config-map.yaml"]["metadata"]["name"] for found in (first, again, changed)] == names
    assert first[f"{API}/config-map.yaml"]["immutable"] is True


def test_the_environment_tells_what_is_served() -> None:
    tree = served(model="rare", environment={"OPSGEN_ARTIFACTS": "s3://models/rare"})
    train = {"train": {"parameters": {"depth": 3}, "seed": 7}}
    variables = {"fast-mode": {"type": "boolean", "default": True}}
    tree = merged(tree, {"models": {"rare": train}, "variables": variables})
    data = manifests(tree)[f"{API}/config-map.yaml"]["data"]
    assert data == {
        "HOME": "/tmp",
        "OPSGEN_ENV": "prod",
        "OPSGEN_PROJECT": "birds",
        "OPSGEN_DEPLOYMENT": "api",
        "OPSGEN_MODEL": "rare",
        "OPSGEN_ARTIFACTS": "s3://models/rare",
        "OPSGEN_METRICS": "/models/rare/metrics.json",
        "OPSGEN_PARAMETERS": '{"depth": 3}',
        "OPSGEN_SEED": "7",
        "OPSGEN_VAR_FAST_MODE": "true",
    }


def test_exposure_names_the_gateway() -> None:
    found = manifests(served(exposure=EXPOSURE | {"gateway": "infrastructure/public", "path": "/v1"}))
    route = found[f"{API}/http-route.yaml"]["spec"]
    assert route["parentRefs"] == [{"name": "public", "namespace": "infrastructure"}]
    assert route["hostnames"] == ["birds.example.com"]
    assert route["rules"][0]["matches"] == [{"path": {"type": "PathPrefix", "value": "/v1"}}]


def test_an_ingress_has_its_class_and_certificate() -> None:
    ingress = manifests(served(**VARIANTS["ingress"]))[f"{API}/ingress.yaml"]["spec"]
    assert ingress["ingressClassName"] == "nginx"
    assert ingress["tls"] == [{"hosts": ["birds.example.com"], "secretName": "birds-tls"}]


def test_the_pods_of_a_canary_are_scraped_once_and_told_apart() -> None:
    monitor = manifests(served(**VARIANTS["canary"]))[f"{API}/service-monitor.yaml"]["spec"]
    assert monitor["selector"]["matchExpressions"] == [{"key": "opsgen.dev/track", "operator": "DoesNotExist"}]
    assert monitor["podTargetLabels"] == ["rollouts-pod-template-hash"]
    plain = manifests(served())[f"{API}/service-monitor.yaml"]["spec"]
    assert plain.keys() == {"jobLabel", "selector", "endpoints"}
    assert plain["selector"].keys() == {"matchLabels"}


def test_every_object_says_whose_it_is() -> None:
    tree = merged(served(owner="The Ornithologists #1", **VARIANTS["canary"]), {"teams": {"research": {}}})
    for path, manifest in manifests(tree).items():
        if not path.endswith("kustomization.yaml"):
            labels, annotations = manifest["metadata"]["labels"], manifest["metadata"]["annotations"]
            assert labels["app.kubernetes.io/part-of"] == "birds", path
            assert labels["opsgen.dev/environment"] == "prod", path
            component, owner = (
                ("deployment.api", "The Ornithologists #1") if "api/" in path else ("environment.prod", "research")
            )
            assert (labels["opsgen.dev/component"], annotations["opsgen.dev/owner"]) == (component, owner), path


def test_options_reach_every_object_that_they_are_for() -> None:
    options = {
        "pull_secret": "registry",
        "service_account_annotations": {"eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/birds"},
        "monitoring_labels": {"release": "prometheus"},
    }
    found = manifests(merged(served(objectives=OBJECTIVES), {"outputs": {"kubernetes": options}}))
    account = found[f"{API}/service-account.yaml"]
    assert account["imagePullSecrets"] == [{"name": "registry"}]
    assert account["metadata"]["annotations"]["eks.amazonaws.com/role-arn"] == "arn:aws:iam::1:role/birds"
    for file in ("service-monitor.yaml", "prometheus-rule.yaml"):
        assert found[f"{API}/{file}"]["metadata"]["labels"]["release"] == "prometheus"


def test_what_differs_between_environments_differs_in_their_folders() -> None:
    tree = spec(
        environments={
            "dev": {"kubernetes": {"namespace": "birds-dev"}},
            "prod": {"overrides": {"deployments.api.scaling": {"min": 5, "max": 9}}},
        },
        deployments={"api": {"type": "online", "command": ["serve"]}},
    )
    found = manifests(tree)
    file = "api/horizontal-pod-autoscaler.yaml"
    assert found[f"dev/{file}"]["spec"]["minReplicas"] == 2
    assert found[f"prod/{file}"]["spec"]["minReplicas"] == 5
    assert {manifest["metadata"]["namespace"] for path, manifest in found.items() if path.startswith("dev/api/")} == {
        "birds-dev"
    }
