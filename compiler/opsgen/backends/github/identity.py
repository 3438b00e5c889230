"""Who the jobs of workflows are in a cloud, and the GitHub environments that give them this identity.

GitHub names the environment of a job in its OIDC token, and a trust policy of a cloud compares that. So jobs with code
of the project run in environments of their own: none of them can get a token with the subject of a deployment.

Lint imports it, so it imports almost nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from opsgen.backends.github.environment import cluster_of
from opsgen.graph.tasks import CREDENTIALS, judged_with

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph, ProjectGraph
    from opsgen.language.connection import Connection
    from opsgen.language.environment import CloudIdentity, Cluster

JobClass: TypeAlias = 'Literal["registry", "data", "train"]'
"""What jobs in GitHub environments of their own do in a cloud: push the image, check data, or train."""
IdentityClass: TypeAlias = 'JobClass | Literal["deploy"]'
"""What an identity is for. Jobs that deploy run in the environment itself."""
Cloud: TypeAlias = 'Literal["AWS", "Google Cloud", "Azure"]'

CLASSES: tuple[JobClass, ...] = ("registry", "data", "train")
KEYS: dict[Cloud, str] = {"AWS": "role", "Google Cloud": "service_account", "Azure": "client"}
"""The key of an identity that names its cloud."""
OPTIONS: dict[Cloud, tuple[str, ...]] = {
    "AWS": ("region",),
    "Google Cloud": ("workload_identity_provider",),
    "Azure": ("tenant", "subscription"),
}
"""The other keys of an identity, by cloud."""
CLUSTERS: dict[Cloud, str] = {"AWS": "eks", "Google Cloud": "gke", "Azure": "aks"}
_SCHEMES: dict[str, Cloud] = {
    "s3": "AWS",
    **dict.fromkeys(("gs", "gcs"), "Google Cloud"),
    **dict.fromkeys(("az", "azure", "abfs", "abfss"), "Azure"),
}
_TYPES: dict[str, Cloud] = {"s3": "AWS", "gcs": "Google Cloud", "bigquery": "Google Cloud", "abfs": "Azure"}
DOCKER_HUB = "docker.io"
PUBLIC_ECR = "public.ecr.aws"


def environment_name(environment: str, class_: JobClass) -> str:
    """Return the GitHub environment in which jobs of a class run."""
    return f"{environment}-{class_}"


def identity_of(graph: EnvironmentGraph, class_: IdentityClass) -> CloudIdentity | None:
    """Return the identity that the spec gives to jobs of a class."""
    ci = graph.settings.identity.ci
    return {"registry": ci.registry, "data": ci.data, "train": ci.train, "deploy": ci.deploy}[class_]


def clouds(identity: CloudIdentity) -> tuple[Cloud, ...]:
    """Return the clouds that an identity names. It is valid with exactly one."""
    return tuple(cloud for cloud, key in KEYS.items() if getattr(identity, key) is not None)


def cloud_of(identity: CloudIdentity | None) -> Cloud | None:
    """Return the cloud of an identity; None without one, or where the spec is wrong."""
    found = clouds(identity) if identity else ()
    return found[0] if len(found) == 1 else None


def cloud_of_address(address: str) -> Cloud | None:
    """Return the cloud of an address such as `s3://acme`; None for a path."""
    scheme, separator, _ = address.partition("://")
    return _SCHEMES.get(scheme) if separator else None


def cloud_of_data(connection: Connection) -> Cloud | None:
    """Return the cloud that has the data of a connection, if an identity gives access to it."""
    if connection.type == "files":
        return cloud_of_address(connection.root)
    # A store with an address of its own, such as MinIO, accepts no identity of AWS.
    has_own_keys = getattr(connection, "endpoint", None) or any(getattr(connection, key, None) for key in CREDENTIALS)
    return None if has_own_keys else _TYPES.get(connection.type)


def host_of(repository: str) -> str:
    """Return the registry in the name of an image; Docker Hub if it names none."""
    host, slash, _ = repository.partition("/")
    # Docker's own rule: the first part is a registry only if it has a `.` or a `:`, or is `localhost`.
    # https://github.com/distribution/reference
    return host if slash and ("." in host or ":" in host or host == "localhost") else DOCKER_HUB


def cloud_of_registry(host: str) -> Cloud | None:
    """Return the cloud that has a registry; None for a registry with a user and a password."""
    if host == PUBLIC_ECR or ".dkr.ecr." in host:
        return "AWS"
    if host == "gcr.io" or host.endswith((".gcr.io", "-docker.pkg.dev")):
        return "Google Cloud"
    return "Azure" if host.endswith(".azurecr.io") else None


def address(connection: Connection) -> str:
    """Return where the data of a connection in a cloud is, for messages."""
    match connection.type:
        case "files":
            return connection.root
        case "s3" | "gcs":
            return f"{'s3' if connection.type == 's3' else 'gs'}://{connection.bucket}"
        case "abfs":
            return f"abfs://{connection.container}@{connection.account}"
    return connection.type


def option(
    graph: EnvironmentGraph, identity: CloudIdentity, name: str, connection: Connection | None = None
) -> str | None:
    """Return an option of an identity, by default that of the data or of the environment's cluster."""
    cloud = cloud_of(identity)
    given: str | None = getattr(identity, name)
    if given is not None or cloud is None:
        return given
    of_data: str | None = getattr(connection, "region", None) if name == "region" else None
    cluster = cluster_of(graph)
    of_cluster: str | None = getattr(cluster, name) if cluster and cluster.type == CLUSTERS[cloud] else None
    return of_data or of_cluster


def deployers(project: ProjectGraph) -> Iterator[tuple[str, str]]:
    """Yield the identities that deploy, each with its environment."""
    for graph in project.environments:
        if deploys := graph.settings.identity.ci.deploy:
            yield from ((graph.name, getattr(deploys, KEYS[cloud])) for cloud in clouds(deploys))
        cluster: Cluster | None = cluster_of(graph)
        for cloud, kind in CLUSTERS.items():
            if cluster and cluster.type == kind:
                yield graph.name, getattr(cluster, KEYS[cloud])


def data_of_training(graph: EnvironmentGraph, model: str) -> Connection:
    """Return the connection of the features of a model."""
    dataset = graph.spec.datasets[graph.spec.models[model].features.dataset]
    return graph.spec.connections[dataset.source.connection]


def checkable(graph: EnvironmentGraph) -> tuple[str, ...]:
    """Return the datasets that a job with the identity `data` can check, in the order of the graph."""
    cloud = cloud_of(identity_of(graph, "data"))
    if cloud is None:
        return ()
    connections = {name: dataset.source.connection for name, dataset in graph.spec.datasets.items()}
    reached = {name for name in connections if cloud_of_data(graph.spec.connections[connections[name]]) == cloud}
    return tuple(name for name in graph.datasets if reached.issuperset(judged_with(graph, name)))
