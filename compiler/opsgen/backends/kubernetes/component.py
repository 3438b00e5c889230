"""Names, labels and annotations that the objects of one part of the spec share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from opsgen.backends.kubernetes.environment import object_name
from opsgen.graph.served import fetched

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.backends.kubernetes.environment import KubernetesEnvironment
    from opsgen.backends.kubernetes.objects import Manifest
    from opsgen.diagnostics.model import Path
    from opsgen.graph import EnvironmentGraph
    from opsgen.language.deployment import BatchDeployment, OnlineDeployment
    from opsgen.language.output import KubernetesOutput

NAME = "app.kubernetes.io/name"
INSTANCE = "app.kubernetes.io/instance"
VERSION = "app.kubernetes.io/version"
OWNER = "opsgen.dev/owner"
ROLE = "app.kubernetes.io/component"
PROJECT = "app.kubernetes.io/part-of"


@dataclass(frozen=True, slots=True)
class Component:
    """A server, a job, a monitor, or the objects for a whole environment."""

    target: KubernetesEnvironment
    name: str
    """The name of its objects."""
    role: str
    """Its kind: `server`, `job`, `monitor`, …"""
    part: str
    """The part of the spec that it is built from, such as `deployment.delay-api`."""
    owner: str
    place: Path
    """The path of that part in the spec."""
    description: str | None = None
    model: str | None = None
    """The model that its pods fetch, if they do. Its objects are applied only if a version is pinned."""

    @property
    def graph(self) -> EnvironmentGraph:
        return self.target.graph

    @property
    def output(self) -> KubernetesOutput:
        return self.target.output

    @property
    def namespace(self) -> str:
        return self.target.namespace

    @property
    def selector(self) -> dict[str, str]:
        """The labels that identify its pods. They never change, because a Deployment's selector is immutable."""
        return {NAME: self.name, INSTANCE: self.graph.name}

    @property
    def labels(self) -> dict[str, str]:
        """The labels of all its objects."""
        return self.selector | {
            ROLE: self.role,
            PROJECT: self.graph.spec.project.name,
            "app.kubernetes.io/managed-by": "opsgen",
            "opsgen.dev/component": self.part,
            "opsgen.dev/environment": self.graph.name,
        }

    @property
    def pod_metadata(self) -> dict[str, dict[str, str]]:
        """The labels and annotations of its pods."""
        version = {VERSION: self.graph.spec.project.version}
        return {"labels": self.labels | version, "annotations": {OWNER: self.owner}}

    def metadata(
        self,
        name: str | None = None,
        labels: Mapping[str, str] | None = None,
        annotations: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Return the metadata of one of its objects."""
        return {
            "name": name or self.name,
            "namespace": self.namespace,
            "labels": self.labels | dict(labels or {}),
            "annotations": {OWNER: self.owner, **(annotations or {})},
        }

    def workload_metadata(self, annotations: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Return the metadata of the object that runs its pods."""
        version = {VERSION: self.graph.spec.project.version}
        return self.metadata(labels=version, annotations={**self.described, **(annotations or {})})

    @property
    def kept(self) -> dict[str, str]:
        """The annotation of objects that hold data: Argo CD does not delete them."""
        gitops = self.graph.spec.outputs.gitops
        return {"argocd.argoproj.io/sync-options": "Prune=false,Delete=false"} if gitops else {}

    @property
    def described(self) -> dict[str, str]:
        """The annotation with its description, if it has one."""
        return {"opsgen.dev/description": self.description} if self.description else {}


@dataclass(frozen=True, slots=True)
class MountedFile:
    """An object, and its file below the environment's folder."""

    path: str
    manifest: Manifest
    component: Component


def deployment_component(
    target: KubernetesEnvironment, name: str, deployment: OnlineDeployment | BatchDeployment, role: str
) -> Component:
    """Return the component of a deployment."""
    return Component(
        target=target,
        name=object_name(name),
        role=role,
        part=f"deployment.{name}",
        owner=target.graph.owner(deployment),
        place=("deployments", name),
        description=deployment.description,
        model=deployment.model if fetched(target.graph, deployment.model) else None,
    )


def environment_component(target: KubernetesEnvironment, name: str, role: str) -> Component:
    """Return the component of objects for a whole environment."""
    return Component(
        target=target,
        name=name,
        role=role,
        part=f"environment.{target.graph.name}",
        owner=target.graph.spec.project.owner,
        place=("environments", target.graph.name),
        description=target.graph.settings.description,
    )
