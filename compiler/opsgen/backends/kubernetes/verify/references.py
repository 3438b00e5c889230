"""Check that everything exists that an object refers to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.backends.kubernetes.verify.environment import selects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.api import Problem
    from opsgen.backends.kubernetes.verify.environment import FoundObject, Object, RenderedEnvironment, Workload

_PROBES = ("startupProbe", "readinessProbe", "livenessProbe")


def _selectors(environment: RenderedEnvironment) -> Iterator[Problem]:
    for workload in environment.workloads:
        selectors = [workload.found.spec.get("selector", {}), *_spreading(workload)]
        if not all(selects(selector, workload.labels) for selector in selectors):
            yield environment.problem(workload.found, "a selector does not match the pods' labels")


def _spreading(workload: Workload) -> Iterator[Any]:
    """Yield the selectors that spread a server's pods over nodes."""
    for constraint in workload.pod.get("topologySpreadConstraints", ()):
        yield constraint["labelSelector"]
    anti_affinity = workload.pod.get("affinity", {}).get("podAntiAffinity", {})
    for term in anti_affinity.get("preferredDuringSchedulingIgnoredDuringExecution", ()):
        yield term["podAffinityTerm"]["labelSelector"]


def _pods_refer(environment: RenderedEnvironment) -> Iterator[Problem]:
    for workload in environment.workloads:
        for kind, name in _needs(workload):
            if environment.get(kind, name) is None:
                yield environment.problem(workload.found, f"its pods need the {kind} {name}, which does not exist")


def _needs(workload: Workload) -> Iterator[tuple[str, str]]:
    yield "ServiceAccount", workload.pod["serviceAccountName"]
    for container in workload.containers:
        for source in container.get("envFrom", ()):
            yield "ConfigMap", source["configMapRef"]["name"]


def _mounts(environment: RenderedEnvironment) -> Iterator[Problem]:
    for workload in environment.workloads:
        volumes = {volume["name"] for volume in workload.pod.get("volumes", ())}
        mounted = {mount["name"] for container in workload.containers for mount in container["volumeMounts"]}
        if volumes != mounted:
            yield environment.problem(workload.found, f"the volumes {volumes} are mounted as {mounted}")


def _services(environment: RenderedEnvironment) -> Iterator[Problem]:
    for service in environment.of_kind("Service"):
        selector = {"matchLabels": service.spec["selector"]}
        ports = [_ports(workload) for workload in environment.pods.matching(selector)]
        if not ports:
            yield environment.problem(service, "it selects no pods")
        for port in service.spec["ports"]:
            if any(port["targetPort"] not in open_ports for open_ports in ports):
                yield environment.problem(service, f"its pods have no port {port['targetPort']}")


def _probes(environment: RenderedEnvironment) -> Iterator[Problem]:
    for workload in environment.workloads:
        for container in workload.containers:
            asked = {port for name in _PROBES for port in _asked(container.get(name, {}))}
            if asked - _ports(workload):
                yield environment.problem(
                    workload.found, f"its probes use the ports {asked}, and not all of them are open"
                )


def _asked(probe: Object) -> Iterator[str]:
    for handler in ("httpGet", "tcpSocket"):
        if handler in probe:
            yield probe[handler]["port"]


def _ports(workload: Workload) -> set[str]:
    return {port["name"] for container in workload.containers for port in container.get("ports", ())}


def _autoscalers(environment: RenderedEnvironment) -> Iterator[Problem]:
    for autoscaler in environment.of_kind("HorizontalPodAutoscaler"):
        target = autoscaler.spec["scaleTargetRef"]
        scaled = environment.get(target["kind"], target["name"])
        if scaled is None or scaled.manifest["apiVersion"] != target["apiVersion"]:
            yield environment.problem(autoscaler, f"there is no {target['kind']} {target['name']} to scale")
        elif "replicas" in scaled.spec:
            yield environment.problem(scaled, "it sets `replicas`, but an autoscaler sets them, too")


def _budgets(environment: RenderedEnvironment) -> Iterator[Problem]:
    for budget in environment.of_kind("PodDisruptionBudget"):
        if not environment.pods.matching(budget.spec["selector"]):
            yield environment.problem(budget, "it selects no pods")


def _routes(environment: RenderedEnvironment) -> Iterator[Problem]:
    for route in environment.of_kind("HTTPRoute", "Ingress"):
        for name, port in _backends(route):
            service = environment.get("Service", name)
            ports = [(each["name"], each["port"]) for each in service.spec["ports"]] if service else []
            if not any(port in names for names in ports):
                yield environment.problem(route, f"there is no Service {name} with the port {port}")


def _backends(route: FoundObject) -> Iterator[tuple[str, str | int]]:
    for rule in route.spec["rules"]:
        for backend in rule.get("backendRefs", ()):
            yield backend["name"], backend["port"]
        for path in rule.get("http", {}).get("paths", ()):
            service = path["backend"]["service"]
            yield service["name"], service["port"]["name"]


def _monitors(environment: RenderedEnvironment) -> Iterator[Problem]:
    for monitor in environment.of_kind("ServiceMonitor"):
        services = environment.services.matching(monitor.spec["selector"])
        ports = {port["name"] for service in services for port in service.spec["ports"]}
        if len(services) != 1 or any(endpoint["port"] not in ports for endpoint in monitor.spec["endpoints"]):
            yield environment.problem(monitor, "it does not select the one Service of the server")


def _rollouts(environment: RenderedEnvironment) -> Iterator[Problem]:
    for rollout in environment.of_kind("Rollout"):
        for kind, name in _steered(rollout):
            if environment.get(kind, name) is None:
                yield environment.problem(rollout, f"it uses the {kind} {name}, which does not exist")


def _steered(rollout: FoundObject) -> Iterator[tuple[str, str]]:
    (strategy,) = rollout.spec["strategy"].values()
    for field in ("stableService", "canaryService", "activeService", "previewService"):
        if field in strategy:
            yield "Service", strategy[field]
    for plugin in strategy.get("trafficRouting", {}).get("plugins", {}).values():
        yield "HTTPRoute", plugin["httpRoute"]
    for field in ("analysis", "postPromotionAnalysis"):
        for template in strategy.get(field, {}).get("templates", ()):
            yield "AnalysisTemplate", template["templateName"]


PROOFS = (
    _selectors,
    _pods_refer,
    _mounts,
    _services,
    _probes,
    _autoscalers,
    _budgets,
    _routes,
    _monitors,
    _rollouts,
)
