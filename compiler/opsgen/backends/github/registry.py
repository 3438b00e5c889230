"""Logins of jobs to the registry of the project's image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from opsgen.backends.github import pins
from opsgen.backends.github.environment import cluster_of
from opsgen.backends.github.login import GOOGLE_TOKEN, Login, aws, azure, by_oidc, google, permission
from opsgen.backends.github.shell import command
from opsgen.backends.github.workflow import Step
from opsgen.render.encode.workflow import Expression

if TYPE_CHECKING:
    from opsgen.backends.github.workflow import Text
    from opsgen.graph import EnvironmentGraph
    from opsgen.language.environment import Cluster

DOCKER_HUB = "docker.io"
GITHUB = "ghcr.io"
PUBLIC_ECR = "public.ecr.aws"


def host_of(repository: str) -> str:
    """Return the registry in the name of an image; Docker Hub if it names none."""
    host, slash, _ = repository.partition("/")
    # Docker's own rule: the first part is a registry only if it has a `.` or a `:`, or is `localhost`.
    # https://github.com/distribution/reference
    return host if slash and ("." in host or ":" in host or host == "localhost") else DOCKER_HUB


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
    cluster = cluster_of(graph)
    if host == GITHUB:
        login = _docker_login(host, Expression("github.actor"), Expression("github.token"))
        return Login((login,), (permission("packages", access, f"to {access} the image"),), is_protected=False)
    if host == PUBLIC_ECR or ".dkr.ecr." in host:
        return by_oidc(_aws_of(cluster, host), _ecr_login(host))
    if host == "gcr.io" or host.endswith((".gcr.io", "-docker.pkg.dev")):
        return by_oidc(google(cluster), _docker_login(host, "oauth2accesstoken", GOOGLE_TOKEN))
    if host.endswith(".azurecr.io"):
        return by_oidc(azure(cluster), Step(_LOG_IN, command(["az", "acr", "login", "--name", host.partition(".")[0]])))
    user, password = Expression("secrets.REGISTRY_USERNAME"), Expression("secrets.REGISTRY_PASSWORD")
    return Login((_docker_login(host, user, password),))


_LOG_IN = "Log in to the registry"


def _docker_login(host: str, user: Text, password: Text) -> Step:
    inputs = {"registry": host, "username": user, "password": password}
    return Step(_LOG_IN, uses=pins.REGISTRY_LOGIN, inputs=inputs)


def _aws_of(cluster: Cluster | None, host: str) -> Step:
    role: Text = cluster.role if cluster and cluster.type == "eks" else Expression("vars.AWS_ROLE")
    # ECR Public authenticates in us-east-1 only. The host of a private registry contains its region.
    # https://docs.aws.amazon.com/AmazonECR/latest/public/public-registry-auth.html
    return aws(role, "us-east-1" if host == PUBLIC_ECR else host.split(".")[3])


def _ecr_login(host: str) -> Step:
    return Step(_LOG_IN, uses=pins.ECR_LOGIN, inputs={"registry-type": "public"} if host == PUBLIC_ECR else {})
