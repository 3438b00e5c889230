"""An environment that has workflows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from opsgen import SPEC_FILE
from opsgen.graph.tasks import Commands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph, ProjectGraph
    from opsgen.language.environment import Cluster
    from opsgen.language.output import GithubOutput
    from opsgen.render.encode.comment import Comment


class GithubEnvironment(NamedTuple):
    """An environment of a project, with the options of its workflows."""

    project: ProjectGraph
    graph: EnvironmentGraph
    output: GithubOutput

    @property
    def name(self) -> str:
        return self.graph.name

    @property
    def source(self) -> Comment:
        """The spec, for the header of a file."""
        from opsgen.render.encode.comment import comment_safe

        return comment_safe(self.project.source)

    @property
    def trains_by_itself(self) -> bool:
        """Whether GitHub, and not Airflow, trains on schedule."""
        return self.graph.orchestrator != "airflow"

    def path(self, workflow: str) -> str:
        """Return the path of a workflow's file, relative to the output root."""
        return f"{self.output.path}/{self.project.name}-{workflow}.yml"

    def group(self, *names: str) -> str:
        """Return a concurrency group. No name has a `/`, so projects of one repository share none."""
        return "/".join((self.project.name, *names))

    @property
    def deploy_workflow(self) -> str:
        """The path of the workflow that deploys the environment."""
        return self.path(f"deploy-{self.name}")

    @property
    def commands(self) -> Commands:
        """The commands of opsgen in this environment."""
        return Commands(self.project.spec_file, self.name)

    @property
    def spec_option(self) -> str:
        """The spec that commands are given; empty where they find it by its name."""
        return "" if self.project.spec_file == SPEC_FILE else self.project.spec_file

    def compile(self, command: str, *options: str) -> tuple[str, ...]:
        """Return a command for the whole spec: lint or build."""
        spec = (self.spec_option,) if self.spec_option else ()
        return ("opsgen", command, *spec, *options)

    def promote(self, *options: str) -> tuple[str, ...]:
        """Return a command line of `opsgen promote`."""
        spec = ("--spec", self.spec_option) if self.spec_option else ()
        return ("opsgen", "promote", *options, *spec)


def targets(project: ProjectGraph) -> Iterator[GithubEnvironment]:
    """Yield the environments that have workflows, in the order of promotion."""
    for graph in project.environments:
        output = graph.spec.outputs.github
        if output is not None:
            yield GithubEnvironment(project, graph, output)


def cluster_of(graph: EnvironmentGraph) -> Cluster | None:
    """Return the cluster of an environment, if it names one."""
    return graph.settings.kubernetes.cluster if graph.settings.kubernetes else None
