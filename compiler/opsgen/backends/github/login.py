"""Logins of jobs to clouds: by OIDC, never with a stored key."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from opsgen.backends.github import pins
from opsgen.backends.github.identity import option
from opsgen.backends.github.workflow import Permission, Step
from opsgen.render.encode.comment import comment_safe
from opsgen.render.encode.workflow import Expression

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opsgen.backends.github.workflow import Text
    from opsgen.graph import EnvironmentGraph
    from opsgen.language.connection import Connection
    from opsgen.language.environment import CloudIdentity, Cluster

GOOGLE_TOKEN = Expression("steps.google.outputs.access_token")
LIFETIME = 60
"""Minutes that a token of Google Cloud or Azure, or a session of AWS by default, is valid for."""
LONGEST_AWS_SESSION = 12 * 60
DURATION = "role-duration-seconds"
_MARGIN = 5
"""Minutes before a token expires in which no step may start that needs it."""


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


def login(
    graph: EnvironmentGraph, identity: CloudIdentity, minutes: int, connection: Connection | None = None
) -> Login:
    """Return the login of a job that takes some minutes, as an identity of the spec."""
    if identity.role is not None:
        return by_oidc(aws(identity.role, option(graph, identity, "region", connection) or "", minutes))
    return by_oidc(as_google(graph, identity) if identity.service_account is not None else as_azure(graph, identity))


def as_google(graph: EnvironmentGraph, identity: CloudIdentity, id_: str = "google") -> Step:
    """Log in to Google Cloud as an identity of the spec."""
    provider = option(graph, identity, "workload_identity_provider")
    return google(provider or "", identity.service_account or "", id_)


def as_azure(graph: EnvironmentGraph, identity: CloudIdentity) -> Step:
    """Log in to Azure as an identity of the spec."""
    tenant, subscription = (option(graph, identity, name) for name in ("tenant", "subscription"))
    return azure(identity.client or "", tenant or "", subscription or "")


def aws(role: Text, region: str, minutes: int = LIFETIME) -> Step:
    """Assume an IAM role for some minutes."""
    inputs: dict[str, Text | bool | int] = {"role-to-assume": role, "aws-region": region}
    if minutes > LIFETIME:
        # AWS refuses more than the maximum of the role, which is an hour by default and 12 hours at most.
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html
        inputs[DURATION] = 60 * min(minutes, LONGEST_AWS_SESSION)
    return Step("Log in to AWS", uses=pins.AWS_CREDENTIALS, inputs=inputs)


def google(provider: Text, account: Text, id_: str = "google") -> Step:
    """Impersonate a service account. The output `access_token` of the step is valid for an hour."""
    inputs = {"workload_identity_provider": provider, "service_account": account, "token_format": "access_token"}
    return Step("Log in to Google Cloud", id=id_, uses=pins.GOOGLE_AUTH, inputs=inputs)


def azure(client: Text, tenant: Text, subscription: Text) -> Step:
    """Sign in as an application."""
    inputs = {"client-id": client, "tenant-id": tenant, "subscription-id": subscription}
    return Step("Log in to Azure", uses=pins.AZURE_LOGIN, inputs=inputs)


def google_of(cluster: Cluster | None) -> Step:
    """Log in as the service account of a cluster, or of the variables of the GitHub environment."""
    if cluster and cluster.type == "gke":
        return google(cluster.workload_identity_provider, cluster.service_account)
    return google(Expression("vars.GCP_WORKLOAD_IDENTITY_PROVIDER"), Expression("vars.GCP_SERVICE_ACCOUNT"))


def azure_of(cluster: Cluster | None) -> Step:
    """Log in as the application of a cluster, or of the variables of the GitHub environment."""
    if cluster and cluster.type == "aks":
        return azure(cluster.client, cluster.tenant, cluster.subscription)
    names = ("AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_SUBSCRIPTION_ID")
    return azure(*(Expression(f"vars.{name}") for name in names))


def renewed(login: Login, steps: Iterable[Step]) -> Iterator[Step]:
    """Yield the steps of a job after its login, with a new login before each step that could outlive the last one.

    A session of AWS lasts as long as the job, so only Google Cloud and Azure need it.
    """
    expires = not login.is_static and all(step.uses is not pins.AWS_CREDENTIALS for step in login.steps)
    passed = 0
    for step in steps:
        minutes = step.minutes or 0
        if expires and passed and minutes and passed + minutes > LIFETIME - _MARGIN:
            yield from (replace(each, name=f"{each.name} again", id=None) for each in login.steps)
            passed = 0
        passed += minutes
        yield step


def merge(*groups: tuple[Permission, ...]) -> tuple[Permission, ...]:
    """Merge permissions: each scope once, with the highest access."""
    merged: dict[str, Permission] = {}
    for wanted in (permission for group in groups for permission in group):
        if wanted.scope not in merged or merged[wanted.scope].access == "read":
            merged[wanted.scope] = wanted
    return tuple(merged.values())
