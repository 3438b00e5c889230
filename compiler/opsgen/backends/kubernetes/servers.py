"""The objects of an online deployment."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from opsgen.backends.kubernetes import alerts, analysis, exposure, quantities, rollout, secrets
from opsgen.backends.kubernetes.network import egress_of, server_policy
from opsgen.backends.kubernetes.objects import (
    ConfigMap,
    Deployment,
    HorizontalPodAutoscaler,
    InferenceService,
    PodDisruptionBudget,
    Rollout,
    ServerPod,
    ServiceAccount,
    ServiceMonitor,
)
from opsgen.backends.kubernetes.pods import PodWork, server_pod
from opsgen.backends.kubernetes.served_model import model_variables
from opsgen.backends.kubernetes.variables import Variables, config_map_name, variables
from opsgen.language.values import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.kubernetes.component import Component
    from opsgen.backends.kubernetes.objects import Manifest
    from opsgen.language.deployment import OnlineDeployment, Scaling

DEFAULT_CPU_UTILIZATION = 70
POD_HASH = "rollouts-pod-template-hash"
"""The label by which Argo Rollouts identifies the pods of a version. Prometheus writes `_` for `-`."""
KSERVE_CONTAINER = "kserve-container"
"""The name that KServe requires of the serving container."""


def server_objects(component: Component, name: str, deployment: OnlineDeployment, image: str) -> Iterator[Manifest]:
    """Yield the objects, each after those that it refers to."""
    work = PodWork(
        component=component,
        image=image,
        command=deployment.command,
        variables=_variables(component, name, deployment),
        resources=quantities.of_server(deployment.resources),
        gpu=deployment.resources.gpu,
        model=deployment.model,
        container_name=KSERVE_CONTAINER if deployment.serving == "kserve" else "server",
    )
    egress = egress_of(component, component.target.written_by(name), [deployment.model])
    yield service_account(component)
    yield config_map(component, work.variables)
    yield server_policy(component, deployment, egress)
    yield from exposure.services(component, deployment)
    yield from analysis.analyses(component, deployment)
    yield _workload(component, deployment, server_pod(work, deployment))
    yield from _autoscalers(component, deployment)
    yield PodDisruptionBudget(component.metadata(), component.selector)
    yield from exposure.exposed(component, deployment)
    yield from _monitors(component, deployment)
    yield from alerts.server_rules(component, deployment)


def _variables(component: Component, name: str, deployment: OnlineDeployment) -> Variables:
    """Return the environment variables of the server."""
    target = component.target
    own = {"OPSGEN_DEPLOYMENT": name, **model_variables(target, deployment.model)}
    return variables(component, own, deployment.environment, secrets.of_server(target, name))


def service_account(component: Component) -> ServiceAccount:
    """Return the identity of a component's pods."""
    output = component.output
    pull = {"imagePullSecrets": [{"name": output.pull_secret}]} if output.pull_secret else {}
    return ServiceAccount(component.metadata(annotations=output.service_account_annotations), pull)


def config_map(component: Component, variables: Variables) -> ConfigMap:
    """Return the ConfigMap with the environment variables of a component's pods."""
    return ConfigMap(component.metadata(config_map_name(component, variables.data)), variables.data)


def workload_type(deployment: OnlineDeployment) -> type[Deployment | Rollout | InferenceService]:
    """Return the type of object that runs a server's pods."""
    if deployment.serving == "kserve":
        return InferenceService
    return Deployment if deployment.rollout.strategy == "rolling" else Rollout


def _workload(component: Component, deployment: OnlineDeployment, pod: ServerPod) -> Manifest:
    metadata, pod_metadata = component.workload_metadata(), component.pod_metadata
    if deployment.serving == "kserve":
        return _inference_service(component, deployment, pod)
    # With an autoscaler, each apply of `replicas` would reset the number of pods.
    # https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
    replicas = {} if _is_scaled(deployment.scaling) else {"replicas": deployment.scaling.min}
    # Kubernetes' default is 600. A server that starts slowly gets more, or its rollout would fail before it is ready.
    deadline = max(600, 2 * math.ceil(seconds(deployment.probes.startup_timeout)))
    if deployment.rollout.strategy == "rolling":
        return Deployment(metadata, replicas, component.selector, deadline, pod_metadata, pod)
    strategy_of = rollout.canary if deployment.rollout.strategy == "canary" else rollout.blue_green
    strategy = strategy_of(component, deployment, is_analysed=analysis.is_analysed(component, deployment))
    return Rollout(metadata, replicas, component.selector, deadline, strategy, pod_metadata, pod)


def _inference_service(component: Component, deployment: OnlineDeployment, pod: ServerPod) -> InferenceService:
    metadata = component.workload_metadata({"serving.kserve.io/deploymentMode": "Standard"})
    # KServe would create its own public route besides ours, at a host that the spec does not name.
    metadata["labels"] |= {"networking.kserve.io/visibility": "cluster-local"}
    scaling = deployment.scaling
    return InferenceService(metadata, scaling.min, scaling.max, _metrics(scaling), component.pod_metadata, pod)


def _autoscalers(component: Component, deployment: OnlineDeployment) -> Iterator[HorizontalPodAutoscaler]:
    scaling, workload = deployment.scaling, workload_type(deployment)
    # KServe creates the autoscaler itself.
    if _is_scaled(scaling) and workload is not InferenceService:
        target = {"apiVersion": workload.api_version, "kind": workload.kind, "name": component.name}
        yield HorizontalPodAutoscaler(component.metadata(), target, scaling.min, scaling.max, _metrics(scaling))


def _is_scaled(scaling: Scaling) -> bool:
    return scaling.max > scaling.min


def _metrics(scaling: Scaling) -> list[dict[str, Any]]:
    is_default = scaling.cpu_utilization is None and scaling.memory_utilization is None
    cpu = DEFAULT_CPU_UTILIZATION if is_default else scaling.cpu_utilization
    utilizations = {"cpu": cpu, "memory": scaling.memory_utilization}
    return [_metric(name, percent) for name, percent in utilizations.items() if percent is not None]


def _metric(name: str, percent: int) -> dict[str, Any]:
    target = {"type": "Utilization", "averageUtilization": percent}
    return {"type": "Resource", "resource": {"name": name, "target": target}}


def _monitors(component: Component, deployment: OnlineDeployment) -> Iterator[ServiceMonitor]:
    if component.output.monitoring != "none":
        metadata = component.metadata(labels=component.output.monitoring_labels)
        selector: dict[str, Any] = {"matchLabels": component.selector}
        if exposure.tracks(deployment):
            # Otherwise Prometheus would scrape each pod twice, also through the Service of its version.
            selector["matchExpressions"] = [{"key": exposure.TRACK, "operator": "DoesNotExist"}]
        versions = {"podTargetLabels": [POD_HASH]} if workload_type(deployment) is Rollout else {}
        yield ServiceMonitor(metadata, selector, versions, deployment.metrics_path)
