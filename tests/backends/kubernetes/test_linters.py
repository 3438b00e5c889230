"""What the platform's linters ask for: the checks of kube-linter, which comments name, and of kube-score."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backends.kubernetes.specs import SPECS, identity, manifests

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKLOADS = {"Deployment": ("template",), "Rollout": ("template",), "CronJob": ("jobTemplate", "spec", "template")}


def pods() -> Iterator[Any]:
    """The kind, path, pod template and manifest of each workload."""
    for name, tree in SPECS.items():
        for path, manifest in manifests(tree()).items():
            template = manifest["spec"] if manifest["kind"] in WORKLOADS else None
            for step in WORKLOADS.get(manifest["kind"], ()):
                template = template[step]
            if template:
                yield pytest.param(manifest, template["metadata"], template["spec"], id=f"{name}/{path}")
            elif manifest["kind"] == "InferenceService":
                predictor = manifest["spec"]["predictor"]
                yield pytest.param(manifest, predictor, predictor, id=f"{name}/{path}")


PODS = tuple(pods())
each_pod = pytest.mark.parametrize(("manifest", "metadata", "pod"), PODS)


@each_pod
def test_pods_are_restricted(manifest: Any, metadata: Any, pod: Any) -> None:  # noqa: ARG001
    context = pod["securityContext"]
    assert context["runAsNonRoot"] is True  # run-as-non-root
    assert context["runAsUser"] > 10000 < context["runAsGroup"]
    assert context["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    assert not {"hostIPC", "hostNetwork", "hostPID"} & pod.keys()  # host-ipc, host-network, host-pid
    assert "serviceAccount" not in pod  # deprecated-service-account-field
    assert pod["serviceAccountName"] != "default"  # default-service-account
    kinds = {kind for volume in pod["volumes"] for kind in volume if kind != "name"}
    assert kinds <= {"emptyDir", "secret"}  # docker-sock, sensitive-host-mounts
    for container in [*pod.get("initContainers", []), *pod["containers"]]:
        confined = container["securityContext"]
        assert confined["allowPrivilegeEscalation"] is False  # privilege-escalation-container
        assert confined["privileged"] is False  # privileged-container
        assert confined["readOnlyRootFilesystem"] is True  # no-read-only-root-fs
        assert confined["capabilities"] == {"drop": ["ALL"]}  # drop-net-raw-capability


@each_pod
def test_pods_have_limits_and_fixed_images(manifest: Any, metadata: Any, pod: Any) -> None:  # noqa: ARG001
    for container in [*pod.get("initContainers", []), *pod["containers"]]:
        for amounts in (container["resources"]["requests"], container["resources"]["limits"]):
            assert amounts.keys() >= {"cpu", "memory", "ephemeral-storage"}  # unset-cpu-, unset-memory-requirements
        assert container["imagePullPolicy"] == "Always"
        _, _, tag = container["image"].rpartition(":")
        assert tag != "latest"  # latest-tag
        assert "/" not in tag


@each_pod
def test_secrets_are_not_in_the_environment(manifest: Any, metadata: Any, pod: Any) -> None:  # noqa: ARG001
    for container in pod["containers"]:
        # duplicate-env-var, env-var-secret, env-value-from, read-secret-from-env-var
        # The pinned version is no secret, and kustomize sets it here.
        env = [each for each in container.get("env", []) if each["name"] != "OPSGEN_MODEL_PIN"]
        fields = [each["valueFrom"]["fieldRef"]["fieldPath"] for each in env]
        assert fields == (["metadata.labels['batch.kubernetes.io/controller-uid']"] if "env" in container else [])
        assert [list(source) for source in container["envFrom"]] == [["configMapRef"]]


@each_pod
def test_servers_are_probed_spread_and_drained(manifest: Any, metadata: Any, pod: Any) -> None:
    if manifest["kind"] == "CronJob":
        return
    (container,) = pod["containers"]
    ports = {port["name"] for port in container["ports"]}
    probes = [container[f"{name}Probe"] for name in ("startup", "readiness", "liveness")]
    handlers = [probe.get("httpGet", probe.get("tcpSocket")) for probe in probes]
    assert all(handler["port"] in ports for handler in handlers)  # liveness-, readiness-, startup-port
    assert handlers[1] != handlers[2]  # probes not identical
    assert all(port["containerPort"] > 1024 for port in container["ports"])  # privileged-ports, ssh-port
    (term,) = pod["affinity"]["podAntiAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"]
    assert term["podAffinityTerm"]["topologyKey"] == "kubernetes.io/hostname"  # no-anti-affinity
    selectors = [term["podAffinityTerm"]["labelSelector"]]
    selectors += [constraint["labelSelector"] for constraint in pod["topologySpreadConstraints"]]
    assert all(selector["matchLabels"].items() <= metadata["labels"].items() for selector in selectors)
    assert pod["restartPolicy"] == "Always"  # restart-policy
    assert container["lifecycle"]["preStop"]["sleep"]["seconds"] < pod["terminationGracePeriodSeconds"]


@each_pod
def test_deployments_roll_and_jobs_end(manifest: Any, metadata: Any, pod: Any) -> None:  # noqa: ARG001
    specification = manifest["spec"]
    if manifest["kind"] == "Deployment":
        assert specification["strategy"]["type"] == "RollingUpdate"  # no-rolling-update-strategy
        assert specification["strategy"]["rollingUpdate"] == {"maxSurge": "25%", "maxUnavailable": 0}
    if manifest["kind"] == "CronJob":
        assert specification["startingDeadlineSeconds"] > 10
        assert specification["concurrencyPolicy"] == "Forbid"
        assert specification["jobTemplate"]["spec"]["ttlSecondsAfterFinished"] > 0
        assert pod["restartPolicy"] == "Never"


@pytest.mark.parametrize("name", SPECS)
def test_nothing_dangles(name: str) -> None:
    for environment in ("dev", "prod"):
        found = [
            each
            for path, each in manifests(SPECS[name]()).items()
            if path.startswith(f"{environment}/")
            and "/pins/" not in path
            and each["kind"] not in ("Kustomization", "Component")
        ]
        accounts = {each["metadata"]["name"] for each in found if each["kind"] == "ServiceAccount"}
        labels = [labels_of_pods(each) for each in found if labels_of_pods(each)]
        for each in found:
            match each["kind"]:
                case "Service":  # dangling-service, exposed-services
                    assert each["spec"]["type"] == "ClusterIP"
                    assert any(each["spec"]["selector"].items() <= pod.items() for pod in labels)
                case "PodDisruptionBudget":  # pdb-max-unavailable, pdb-unhealthy-pod-eviction-policy
                    assert each["spec"]["maxUnavailable"] == 1
                    assert each["spec"]["unhealthyPodEvictionPolicy"] == "AlwaysAllow"
                case "Deployment" | "Rollout":  # non-existent-service-account, mismatching-selector
                    assert each["spec"]["template"]["spec"]["serviceAccountName"] in accounts
                    assert each["spec"]["selector"]["matchLabels"].items() <= labels_of_pods(each).items()
                case "HorizontalPodAutoscaler":  # dangling-horizontalpodautoscaler
                    target = each["spec"]["scaleTargetRef"]
                    assert any(identity(other) == tuple(target.values()) for other in found)
                case kind:  # access-to-secrets, wildcard-in-rules, cluster-admin-role-binding
                    assert "Role" not in kind


def labels_of_pods(manifest: dict[str, Any]) -> dict[str, str]:
    template = manifest.get("spec", {})
    for step in WORKLOADS.get(manifest["kind"], ("predictor",)):
        template = template.get(step, {})
    labels: dict[str, str] = template.get("metadata", template).get("labels", {})
    return labels
