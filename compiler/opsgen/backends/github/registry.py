"""Logins of jobs to the registry of the project's image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from opsgen.backends.github import pins
from opsgen.backends.github.environment import cluster_of
from opsgen.backends.github.identity import DOCKER_HUB, PUBLIC_ECR, cloud_of_registry, host_of, identity_of
from opsgen.backends.github.login import (
    GOOGLE_TOKEN,
    Login,
    as_azure,
    as_google,
    aws,
    azure_of,
    by_oidc,
    google_of,
    permission,
)
from opsgen.backends.github.shell import command
from opsgen.backends.github.workflow import Step
from opsgen.render.encode.workflow import Expression

if TYPE_CHECKING:
    from opsgen.backends.github.workflow import Text
    from opsgen.graph import EnvironmentGraph
    from opsgen.language.environment import CloudIdentity, Cluster

GITHUB = "ghcr.io"
# A job that deploys logs in twice: to pull the image, and as the identity of the cluster.
_REGISTRY_TOKEN = Expression("steps.google_registry.outputs.access_token")


def full_name(repository: str) -> str:
    """Return the name of an image with its registry, as attestations require it."""
    if host_of(repository) != DOCKER_HUB:
        return repository
    # The canonical name of `python` on Docker Hub is `index.docker.io/library/python`.
    path = repository.removeprefix(f"{DOCKER_HUB}/")
    return f"index.{DOCKER_HUB}/{path if '/' in path else f'library/{path}'}"


def registry_login(graph: EnvironmentGraph, repository: str, access: Literal["read", "write"]) -> Login:
    """Return the steps that allow a job to push or pull the project's image."""
    host = host_of(repository)
    # Building an image runs code of its dependencies, which must not get the identity that deploys.
    cluster = cluster_of(graph) if access == "read" else None
    if host == GITHUB:
        login = _docker_login(host, Expression("github.actor"), Expression("github.token"))
        return Login((login,), (permission("packages", access, f"to {access} the image"),), is_protected=False)
    identity = identity_of(graph, "registry")
    match cloud_of_registry(host):
        case "AWS":
            return by_oidc(_aws(identity, cluster, host), _ecr_login(host))
        case "Google Cloud" if identity:
            step, token = as_google(graph, identity, "google_registry"), _REGISTRY_TOKEN
            return by_oidc(step, _docker_login(host, "oauth2accesstoken", token))
        case "Google Cloud":
            return by_oidc(google_of(cluster), _docker_login(host, "oauth2accesstoken", GOOGLE_TOKEN))
        case "Azure":
            step = as_azure(graph, identity) if identity else azure_of(cluster)
            return by_oidc(step, Step(_LOG_IN, command(["az", "acr", "login", "--name", host.partition(".")[0]])))
    user, password = Expression("secrets.REGISTRY_USERNAME"), Expression("secrets.REGISTRY_PASSWORD")
    return Login((_docker_login(host, user, password),))


_LOG_IN = "Log in to the registry"


def _docker_login(host: str, user: Text, password: Text) -> Step:
    inputs = {"registry": host, "username": user, "password": password}
    return Step(_LOG_IN, uses=pins.REGISTRY_LOGIN, inputs=inputs)


def _aws(identity: CloudIdentity | None, cluster: Cluster | None, host: str) -> Step:
    of_cluster: Text = cluster.role if cluster and cluster.type == "eks" else Expression("vars.AWS_ROLE")
    role, region = (identity.role or of_cluster, identity.region) if identity else (of_cluster, None)
    # ECR Public authenticates in us-east-1 only. The host of a private registry contains its region.
    # https://docs.aws.amazon.com/AmazonECR/latest/public/public-registry-auth.html
    return aws(role, region or ("us-east-1" if host == PUBLIC_ECR else host.split(".")[3]))


def _ecr_login(host: str) -> Step:
    return Step(_LOG_IN, uses=pins.ECR_LOGIN, inputs={"registry-type": "public"} if host == PUBLIC_ECR else {})
