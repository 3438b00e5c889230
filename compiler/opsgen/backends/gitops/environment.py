"""An environment that an engine in its cluster deploys."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph, ProjectGraph
    from opsgen.language.environment import KubernetesTarget
    from opsgen.language.output import GitopsOutput


class GitopsEnvironment(NamedTuple):
    """An environment of a project, with the options of its Application."""

    project: ProjectGraph
    graph: EnvironmentGraph
    output: GitopsOutput
    folder: str
    """The folder that the Application applies, below the project's folder."""
    settings: KubernetesTarget

    @property
    def name(self) -> str:
        """The name of the Application."""
        return f"{self.project.name}-{self.graph.name}".replace("_", "-")

    @property
    def path(self) -> str:
        """The file of the Application. It is not below the folder that the Application applies."""
        return f"{self.output.path}/{self.project.name}-{self.graph.name}.yaml"

    @property
    def cluster(self) -> str | None:
        """The name of the cluster in Argo CD."""
        return self.output.cluster or getattr(self.settings.cluster, "name", None)


def targets(project: ProjectGraph) -> Iterator[GitopsEnvironment]:
    """Yield the environments that have an Application, in the order of promotion."""
    for graph in project.environments:
        output = graph.spec.outputs.gitops
        if output is not None and graph.manifests:
            kubernetes, settings = graph.manifests
            yield GitopsEnvironment(project, graph, output, f"{kubernetes.path}/{graph.name}", settings)
