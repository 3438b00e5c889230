"""How jobs prove to clouds who they are: by OIDC, never by a key that is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from opsgen.backends.github import pins
from opsgen.backends.github.environment import cluster_of
from opsgen.backends.github.workflow import Permission, Step
from opsgen.render.encode.comment import comment_safe
from opsgen.render.encode.workflow import Expression

if TYPE_CHECKING:
    from opsgen.backends.github.workflow import Text
    from opsgen.graph import EnvironmentGraph
    from opsgen.language.connection import Connection
    from opsgen.language.environment import Cluster

GOOGLE_TOKEN = Expression("steps.google.outputs.access_token")


@dataclass(frozen=True, slots=True)
class Login:
    """The steps of a login, and what its job needs for them."""

    steps: tuple[Step, ...] = ()
    permissions: tuple[Permission, ...] = ()
    is_protected: bool = True
    """Whether the job has to be under a GitHub environment, for its secrets or for being trusted as it."""


def permission(scope: str, access: str, why: str) -> Permission:
    """A permission, with the reason that stands beside it."""
    return Permission(scope, access, comment_safe(why))


def by_oidc(*steps: Step) -> Login:
    """A login that begins with a token of GitHub's own."""
    return Login(steps, (permission("id-token", "write", "to log in by OIDC, without a stored key"),))


def data_login(graph: EnvironmentGraph, connection: Connection) -> Login:
    """What lets commands reach data in the cloud that the environment's cluster is in."""
    cluster = cluster_of(graph)
    if cluster and cluster.type == "eks" and connection.type in {"files", "s3"}:
        return by_oidc(aws(cluster.role, cluster.region))
    if cluster and cluster.type == "gke" and connection.type in {"files", "gcs", "bigquery"}:
        return by_oidc(google(cluster))
    if cluster and cluster.type == "aks" and connection.type in {"files", "abfs"}:
        return by_oidc(azure(cluster))
    return Login()


def aws(role: Text, region: str) -> Step:
    """Act as a role."""
    inputs = {"role-to-assume": role, "aws-region": region}
    return Step("Log in to AWS", uses=pins.AWS_CREDENTIALS, inputs=inputs)


def google(cluster: Cluster | None) -> Step:
    """Act as the service account of a cluster, or of the GitHub environment's variables."""
    provider: Text = Expression("vars.GCP_WORKLOAD_IDENTITY_PROVIDER")
    account: Text = Expression("vars.GCP_SERVICE_ACCOUNT")
    if cluster and cluster.type == "gke":
        provider, account = cluster.workload_identity_provider, cluster.service_account
    inputs = {"workload_identity_provider": provider, "service_account": account, "token_format": "access_token"}
    return Step("Log in to Google Cloud", id="google", uses=pins.GOOGLE_AUTH, inputs=inputs)


def azure(cluster: Cluster | None) -> Step:
    """Act as the application of a cluster, or of the GitHub environment's variables."""
    inputs: dict[str, Text] = {
        "client-id": Expression("vars.AZURE_CLIENT_ID"),
        "tenant-id": Expression("vars.AZURE_TENANT_ID"),
        "subscription-id": Expression("vars.AZURE_SUBSCRIPTION_ID"),
    }
    if cluster and cluster.type == "aks":
        named = {"client-id": cluster.client, "tenant-id": cluster.tenant, "subscription-id": cluster.subscription}
        inputs |= named
    return Step("Log in to Azure", uses=pins.AZURE_LOGIN, inputs=inputs)


def merge(*groups: tuple[Permission, ...]) -> tuple[Permission, ...]:
    """The permissions of all, each scope once and as far as any of them goes."""
    merged: dict[str, Permission] = {}
    for wanted in (permission for group in groups for permission in group):
        if wanted.scope not in merged or merged[wanted.scope].access == "read":
            merged[wanted.scope] = wanted
    return tuple(merged.values())
