"""Logins of jobs to clouds: by OIDC, never with a stored key."""

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
    """The steps of a login, and the permissions that they need."""

    steps: tuple[Step, ...] = ()
    permissions: tuple[Permission, ...] = ()
    is_protected: bool = True
    """Whether the job must run in a GitHub environment, for its secrets or its OIDC subject."""

    @property
    def is_static(self) -> bool:
        """Whether its credentials do not expire: no step exchanges a token of GitHub for them."""
        return all(each.scope != "id-token" for each in self.permissions)


def permission(scope: str, access: str, why: str) -> Permission:
    """Return a permission, with its reason as a comment."""
    return Permission(scope, access, comment_safe(why))


READ = permission("contents", "read", "to check the repository out")


def by_oidc(*steps: Step) -> Login:
    """Return a login that exchanges an OIDC token of GitHub for credentials of a cloud."""
    # `id-token: write` only lets the job request a token; it grants no access to the repository.
    # https://docs.github.com/en/actions/concepts/security/openid-connect
    return Login(steps, (permission("id-token", "write", "to log in by OIDC, without a stored key"),))


def data_login(graph: EnvironmentGraph, connection: Connection) -> Login:
    """Return the login for data in the cloud of the environment's cluster; empty for other data."""
    cluster = cluster_of(graph)
    if cluster and cluster.type == "eks" and connection.type in {"files", "s3"}:
        return by_oidc(aws(cluster.role, cluster.region))
    if cluster and cluster.type == "gke" and connection.type in {"files", "gcs", "bigquery"}:
        return by_oidc(google(cluster))
    if cluster and cluster.type == "aks" and connection.type in {"files", "abfs"}:
        return by_oidc(azure(cluster))
    return Login()


def aws(role: Text, region: str) -> Step:
    """Assume an IAM role."""
    inputs = {"role-to-assume": role, "aws-region": region}
    return Step("Log in to AWS", uses=pins.AWS_CREDENTIALS, inputs=inputs)


def google(cluster: Cluster | None) -> Step:
    """Log in as the service account of a cluster, or of the variables of the GitHub environment."""
    provider: Text = Expression("vars.GCP_WORKLOAD_IDENTITY_PROVIDER")
    account: Text = Expression("vars.GCP_SERVICE_ACCOUNT")
    if cluster and cluster.type == "gke":
        provider, account = cluster.workload_identity_provider, cluster.service_account
    inputs = {"workload_identity_provider": provider, "service_account": account, "token_format": "access_token"}
    return Step("Log in to Google Cloud", id="google", uses=pins.GOOGLE_AUTH, inputs=inputs)


def azure(cluster: Cluster | None) -> Step:
    """Log in as the application of a cluster, or of the variables of the GitHub environment."""
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
    """Merge permissions: each scope once, with the highest access."""
    merged: dict[str, Permission] = {}
    for wanted in (permission for group in groups for permission in group):
        if wanted.scope not in merged or merged[wanted.scope].access == "read":
            merged[wanted.scope] = wanted
    return tuple(merged.values())
