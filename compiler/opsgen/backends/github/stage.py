"""The environments on Kubernetes in the order of promotion, each with the previous one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from opsgen.backends.github.environment import GithubEnvironment, targets
from opsgen.language.values import seconds

if TYPE_CHECKING:
    from opsgen.graph import ProjectGraph
    from opsgen.language.deployment import OnlineDeployment
    from opsgen.language.project import Image

_PROGRESS = 600
"""Kubernetes' default `progressDeadlineSeconds` of a Deployment."""
_DEFAULT_PAUSES = 2
_DEFAULT_PAUSE = 600


@dataclass(frozen=True, slots=True)
class Stage:
    """An environment that a new version is deployed to."""

    target: GithubEnvironment
    kubernetes_version: str
    folder: str
    """The kustomize folder with its manifests."""
    namespace: str
    former: Stage | None
    """The environment that must run an image before this one does."""

    @property
    def image(self) -> Image | None:
        """The image of its manifests, if they run any."""
        spec = self.target.graph.spec
        return spec.project.image if spec.deployments else None

    @property
    def built(self) -> Image | None:
        """The image, if this is the environment that each new image is built for."""
        return self.image if self.image and self.image.build and self.former is None else None

    @property
    def workflow(self) -> str:
        """The path of the workflow that deploys it."""
        return self.target.path(f"deploy-{self.target.name}")

    @property
    def patience(self) -> int:
        """The seconds that a new version may take until all its pods run."""
        return _PROGRESS + max((_takes(server) for _name, server in self.target.graph.online()), default=0)


def stages(project: ProjectGraph) -> tuple[Stage, ...]:
    """Return the stages in the order of promotion."""
    found: list[Stage] = []
    for target in targets(project):
        output, settings = target.graph.spec.outputs.kubernetes, target.graph.settings.kubernetes
        if output is not None and settings is not None:
            folder, former = f"{output.path}/{target.name}", found[-1] if found else None
            found.append(Stage(target, output.version, folder, settings.namespace, former))
    return tuple(found)


def _takes(server: OnlineDeployment) -> int:
    rollout = server.rollout
    pauses = {"rolling": 0, "blue_green": 1}.get(rollout.strategy, len(rollout.steps or ()) or _DEFAULT_PAUSES)
    pause = math.ceil(seconds(rollout.pause)) if rollout.pause else _DEFAULT_PAUSE
    return math.ceil(seconds(server.probes.startup_timeout)) + pauses * pause
