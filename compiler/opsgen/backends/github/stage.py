"""The environments that are deployed, in the order of promotion, each with the previous one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from opsgen.backends.github.environment import GithubEnvironment, targets
from opsgen.graph.served import served
from opsgen.language.values import seconds

if TYPE_CHECKING:
    from opsgen.graph import EnvironmentGraph, ProjectGraph
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
    former: Stage | None
    """The environment that must run a release before this one does."""
    kubernetes_version: str = ""
    folder: str = ""
    """The kustomize folder with its manifests; empty if it has none, and a deployment only copies its DAGs."""
    namespace: str = ""

    @property
    def first(self) -> Stage:
        """The environment that each new commit is deployed to."""
        return self.former.first if self.former else self

    @property
    def files_job(self) -> str:
        """The job that builds what is deployed, where that follows the spec."""
        return "manifests" if self.folder else "files"

    @property
    def follows(self) -> bool:
        """Whether its files follow the spec, so that it has no releases."""
        return self.target.graph not in self.target.project.frozen

    @property
    def later(self) -> tuple[EnvironmentGraph, ...]:
        """The environments after it that get releases."""
        names = [graph.name for graph in self.target.project.environments]
        after = names[names.index(self.target.name) + 1 :]
        return tuple(graph for graph in self.target.project.frozen if graph.name in after)

    @property
    def listed(self) -> tuple[EnvironmentGraph, ...]:
        """The environments whose files its workflow attests.

        An engine in the cluster applies what is committed, so with GitOps these are the files of the first one, too.
        """
        return (self.target.graph, *self.later) if self.target.graph.spec.outputs.gitops else self.later

    @property
    def next(self) -> Stage | None:
        """The environment that may run a release after this one."""
        for each in stages(self.target.project):
            if each.former and each.former.target.name == self.target.name and not each.follows:
                return each
        return None

    @property
    def image(self) -> Image | None:
        """The image of its manifests and tasks, if they run any."""
        return self.target.graph.spec.project.image

    @property
    def built(self) -> Image | None:
        """The image, if this is the environment that each new image is built for."""
        return self.image if self.image and self.image.build and self.former is None else None

    @property
    def attests(self) -> bool:
        """Whether workflows sign what an environment has run."""
        return self.target.output.provenance == "attest"

    @property
    def workflow(self) -> str:
        """The path of the workflow that deploys it."""
        return self.target.deploy_workflow

    @property
    def patience(self) -> int:
        """The seconds that a new version may take until all its pods run."""
        return _PROGRESS + max((_takes(server) for _name, server in self.target.graph.online()), default=0)


def folders(graph: EnvironmentGraph) -> tuple[str, ...]:
    """Return the folders with the files that an environment runs."""
    outputs = (graph.spec.outputs.airflow, graph.spec.outputs.kubernetes)
    return tuple(f"{output.path}/{graph.name}" for output in outputs if output is not None)


class PinFiles(NamedTuple):
    """The files with what is pinned in an environment, by their paths; empty where there is none."""

    kubernetes: str = ""
    models: str = ""
    """The file with the versions of models that manifests get."""
    airflow: str = ""

    @property
    def paths(self) -> tuple[str, ...]:
        """Those that there are."""
        return tuple(filter(None, self))


def pin_files(graph: EnvironmentGraph, project: ProjectGraph) -> PinFiles:
    """Return the pin files of an environment."""
    airflow, kubernetes = graph.spec.outputs.airflow, graph.spec.outputs.kubernetes
    found = PinFiles()
    if kubernetes and graph.image and graph.spec.deployments:
        folder = f"{kubernetes.path}/{graph.name}/pins"
        models = f"{folder}/models.yaml" if served(graph) else ""
        found = found._replace(kubernetes=f"{folder}/kustomization.yaml", models=models)
    if airflow and graph.image and graph.runner == "kubernetes":
        module = f"opsgen_pins_{project.name}_{graph.name}".replace("-", "_")
        found = found._replace(airflow=f"{airflow.path}/{graph.name}/{module}.py")
    return found


def stages(project: ProjectGraph) -> tuple[Stage, ...]:
    """Return the stages in the order of promotion."""
    found: list[Stage] = []
    former = None
    for target in targets(project):
        if target.graph.is_deployed:
            stage = Stage(target, former)
            if target.graph.manifests:
                output, settings = target.graph.manifests
                folder = f"{output.path}/{target.name}"
                stage = Stage(target, former, output.version, folder, settings.namespace)
            found.append(stage)
            # An environment that follows the spec, but does not build the image, proves nothing for those after it.
            former = former if former and stage.follows else stage
    return tuple(found)


def _takes(server: OnlineDeployment) -> int:
    rollout = server.rollout
    pauses = {"rolling": 0, "blue_green": 1}.get(rollout.strategy, len(rollout.steps or ()) or _DEFAULT_PAUSES)
    pause = math.ceil(seconds(rollout.pause)) if rollout.pause else _DEFAULT_PAUSE
    return math.ceil(seconds(server.probes.startup_timeout)) + pauses * pause
