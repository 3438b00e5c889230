"""An environment that an engine in its cluster deploys."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph, ProjectGraph
    from opsgen.language.output import GitopsOutput


class GitopsEnvironment(NamedTuple):
    """An environment of a project, with the options of its Application."""

    project: ProjectGraph
    graph: EnvironmentGraph
    output: GitopsOutput

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
        settings = self.graph.settings.kubernetes
        of_environment = getattr(settings.cluster, "name", None) if settings else None
        return self.output.cluster or of_environment


def targets(project: ProjectGraph) -> Iterator[GitopsEnvironment]:
    """Yield the environments that have an Application, in the order of promotion."""
    for graph in project.environments:
        output, settings = graph.spec.outputs.gitops, graph.settings.kubernetes
        if output is not None and settings is not None and graph.spec.outputs.kubernetes is not None:
            yield GitopsEnvironment(project, graph, output)
