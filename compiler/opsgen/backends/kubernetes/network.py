"""Network policies: they allow only the connections that a component needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.backends.kubernetes.component import PROJECT, ROLE
from opsgen.backends.kubernetes.objects import NetworkPolicy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opsgen.backends.kubernetes.component import Component
    from opsgen.graph import EnvironmentGraph
    from opsgen.language.connection import Connection
    from opsgen.language.deployment import Exposure, OnlineDeployment

HTTPS = 443
_URL_PORTS = {"http": 80, "https": HTTPS, "spark": 7077}

Rule = dict[str, Any]

# Pods get the credentials of a cloud role from these link-local addresses: the EKS Pod Identity agent
# (https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html) and the GKE metadata server
# (https://cloud.google.com/kubernetes-engine/docs/how-to/network-policy).
_IDENTITY: dict[str, tuple[tuple[str, int], ...]] = {
    "s3": (("169.254.170.23/32", 80),),
    "gcs": (("169.254.169.252/32", 988), ("169.254.169.254/32", 80)),
    "bigquery": (("169.254.169.252/32", 988), ("169.254.169.254/32", 80)),
}
_STORES = {"s3": "s3", "s3a": "s3", "gs": "gcs", "gcs": "gcs", "abfs": "abfs", "abfss": "abfs", "az": "abfs"}

_DNS: Rule = {
    "to": [
        {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
            "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
        },
        {"ipBlock": {"cidr": "169.254.20.10/32"}},  # NodeLocal DNSCache, where it is installed
    ],
    "ports": [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}],
}


def default_deny(environment: Component) -> NetworkPolicy:
    """Deny all connections from and to pods of the namespace. Policies add up, so the others allow what is needed."""
    return NetworkPolicy(environment.metadata(), {}, [], [])


def server_policy(component: Component, deployment: OnlineDeployment, egress: list[Rule]) -> NetworkPolicy:
    """Allow the clients of a server, Prometheus and the server's own connections."""
    port = {"port": deployment.port, "protocol": "TCP"}
    ingress: list[Rule] = [{"from": _clients(component, deployment.exposure), "ports": [port]}]
    if component.output.monitoring != "none":
        ingress.append({"from": [_namespace(component.output.monitoring_namespace)], "ports": [port]})
    return NetworkPolicy(component.metadata(), {"matchLabels": component.selector}, ingress, egress)


def job_policy(component: Component, egress: list[Rule]) -> NetworkPolicy:
    """Allow the connections of a job. Nothing connects to it."""
    return NetworkPolicy(component.metadata(), {"matchLabels": component.selector}, [], egress)


def tasks_policy(tasks: Component) -> NetworkPolicy:
    """Allow the connections of pods of Airflow's tasks. All pods but servers may connect to all data of the project."""
    spec = tasks.graph.spec
    # The source of an ingest is known only to its command; most are reached by HTTPS.
    is_fed = any(dataset.ingest for dataset in spec.datasets.values())
    egress = egress_of(tasks, spec.datasets, spec.models, [HTTPS] if is_fed else [])
    no_server = {"key": ROLE, "operator": "NotIn", "values": ["server"]}
    pods = {"matchLabels": {PROJECT: tasks.graph.spec.project.name}, "matchExpressions": [no_server]}
    return NetworkPolicy(tasks.metadata(), pods, [], egress)


def egress_of(
    component: Component, datasets: Iterable[str], models: Iterable[str | None], more: Iterable[int] = ()
) -> list[Rule]:
    """Return the rules for DNS, the connections of the datasets, the registries of the models, and more ports."""
    spec = component.graph.spec
    connections = [spec.connections[spec.datasets[name].source.connection] for name in dict.fromkeys(datasets)]
    ports = {port for connection in connections for port in _ports(connection)}
    ports |= {port for model in models for port in _registry_ports(component.graph, model)}
    ports |= {*component.output.egress_ports, *more}
    identities = sorted({place for connection in connections for place in _IDENTITY.get(_store(connection), ())})
    rules = [_DNS, *(_to_address(address, port) for address, port in identities)]
    # A NetworkPolicy cannot contain host names, so services outside the cluster are restricted by port only.
    return [*rules, {"ports": [{"port": port, "protocol": "TCP"} for port in sorted(ports)]}] if ports else rules


def _clients(component: Component, exposure: Exposure | None) -> list[Rule]:
    if exposure is None:
        # A server that is not exposed accepts requests from its own namespace only.
        return [{"podSelector": {}}]
    return [_namespace(name) for name in dict.fromkeys(_proxies(component, exposure))]


def _proxies(component: Component, exposure: Exposure) -> Iterator[str]:
    """Yield the namespaces of the proxies through which requests from outside arrive."""
    if component.output.ingress_namespace:
        yield component.output.ingress_namespace
    elif exposure.type == "ingress":
        yield "ingress-nginx"
    else:
        namespace, slash, _ = (exposure.gateway or "").partition("/")
        yield namespace if slash else "gateway-system"


def _namespace(name: str) -> Rule:
    return {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": name}}}


def _to_address(address: str, port: int) -> Rule:
    return {"to": [{"ipBlock": {"cidr": address}}], "ports": [{"port": port, "protocol": "TCP"}]}


def _store(connection: Connection) -> str:
    """Return the kind of a store. For files, the scheme of the address names it."""
    if connection.type == "files":
        scheme, _, _ = connection.root.partition("://")
        return _STORES.get(scheme, "files")
    return connection.type


def _ports(connection: Connection) -> Iterator[int]:
    """Yield the ports that a connection needs. Files of the container need none."""
    match connection.type:
        case "postgres" | "trino":
            yield connection.port
        case "s3":
            yield _url_port(connection.endpoint) if connection.endpoint else HTTPS
        case "spark":
            yield from _spark_ports(connection.master)
        case "files":
            if "://" in connection.root:
                yield _url_port(connection.root)
        case "gcs" | "abfs" | "snowflake" | "bigquery":
            yield HTTPS


def _spark_ports(master: str) -> Iterator[int]:
    if not master.startswith("local"):
        yield _url_port(master)


def _registry_ports(graph: EnvironmentGraph, model: str | None) -> Iterator[int]:
    registry = graph.spec.models[model].registry if model else None
    if registry is None:
        return
    if registry.type == "files":
        yield from _ports(graph.spec.connections[registry.connection])
    else:
        # If the address is a secret, its port is unknown at build time. Most registries are reached by HTTPS.
        yield _url_port(registry.uri) if isinstance(registry.uri, str) else HTTPS


def _url_port(url: str) -> int:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        return parts.port or _URL_PORTS.get(parts.scheme, HTTPS)
    except ValueError:
        return HTTPS
