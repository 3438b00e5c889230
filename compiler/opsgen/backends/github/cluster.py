"""Log in to the cluster of an environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.github.environment import cluster_of
from opsgen.backends.github.login import GOOGLE_TOKEN, Login, aws, azure_of, by_oidc, google_of
from opsgen.backends.github.shell import command, script
from opsgen.backends.github.workflow import Step
from opsgen.render.encode.workflow import Expression

if TYPE_CHECKING:
    from opsgen.backends.github.workflow import Text
    from opsgen.graph import EnvironmentGraph
    from opsgen.language.environment import AksCluster, EksCluster, GkeCluster

DEFAULT_SECRET = "KUBECONFIG"  # noqa: S105


def kubeconfig_secret(graph: EnvironmentGraph) -> str | None:
    """Return the name of the secret with the kubeconfig, or None if a cloud grants access."""
    cluster = cluster_of(graph)
    if cluster is None:
        return DEFAULT_SECRET
    return cluster.kubeconfig.secret if cluster.type == "kubeconfig" else None


def cluster_login(graph: EnvironmentGraph) -> Login:
    """Return the steps that connect kubectl to the environment's cluster."""
    cluster = cluster_of(graph)
    if cluster is None or cluster.type == "kubeconfig":
        content = Expression(f"secrets.{kubeconfig_secret(graph)}")
        return Login((Step(_CONFIGURE, script("use-kubeconfig"), env={"KUBECONFIG_CONTENT": content}),))
    if cluster.type == "eks":
        return by_oidc(aws(cluster.role, cluster.region), _configure_for_eks(cluster))
    if cluster.type == "gke":
        return by_oidc(google_of(cluster), _configure_for_gke(cluster))
    return by_oidc(azure_of(cluster), *_configure_for_aks(cluster))


_CONFIGURE = "Configure kubectl"


def _configure_for_eks(cluster: EksCluster) -> Step:
    update = ["aws", "eks", "update-kubeconfig", "--name", cluster.name, "--region", cluster.region]
    return Step(_CONFIGURE, command(update))


def _configure_for_gke(cluster: GkeCluster) -> Step:
    env: dict[str, Text] = {"CLUSTER": cluster.name, "LOCATION": cluster.location, "PROJECT": cluster.project}
    return Step(_CONFIGURE, script("use-gke-cluster"), env=env | {"ACCESS_TOKEN": GOOGLE_TOKEN})


def _configure_for_aks(cluster: AksCluster) -> tuple[Step, ...]:
    get = ["az", "aks", "get-credentials", "--name", cluster.name, "--resource-group", cluster.resource_group]
    get += ["--subscription", cluster.subscription, "--overwrite-existing"]
    # kubectl needs the plugin kubelogin to authenticate to AKS with Entra ID.
    return (
        Step("Install kubelogin", command(["sudo", "az", "aks", "install-cli"])),
        Step(_CONFIGURE, command(get)),
        Step(
            "Log kubectl in with the Azure credentials",
            command(["kubelogin", "convert-kubeconfig", "--login", "azurecli"]),
        ),
    )
