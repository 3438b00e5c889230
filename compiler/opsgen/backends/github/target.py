"""An environment that workflows are planned for, and what they are called there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.encode.comment import Comment
    from opsgen.graph import EnvironmentGraph, Project
    from opsgen.spec.environment import Cluster
    from opsgen.spec.output import GithubOutput

_DEFAULT_SPEC_FILE = "opsgen.yaml"
CREDENTIALS = ("access_key_id", "secret_access_key", "password", "private_key")
"""The fields of connections that hold secrets."""


class Target(NamedTuple):
    """An environment of a project, with how its workflows are to be."""

    project: Project
    graph: EnvironmentGraph
    output: GithubOutput

    @property
    def name(self) -> str:
        return self.graph.name

    @property
    def source(self) -> Comment:
        """The spec, for the header of a file."""
        from opsgen.encode.comment import comment_safe

        return comment_safe(self.project.spec_file)

    @property
    def trains_by_itself(self) -> bool:
        """Whether nothing but GitHub trains on schedule."""
        return self.graph.orchestrator != "airflow"

    def path(self, workflow: str) -> str:
        """Where a workflow's file goes, from the output root."""
        return f"{self.output.path}/{self.project.name}-{workflow}.yml"

    def opsgen(self, command: str, *components: str, options: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A command of opsgen's own in this environment."""
        return ("opsgen", command, *components, "--env", self.name, *self._spec("--spec"), *options)

    def pin(self) -> tuple[str, ...]:
        """The command that takes an image, which this environment is to run."""
        return ("opsgen", "pin", "--env", self.name, *self._spec("--spec"))

    def compile(self, command: str, *options: str) -> tuple[str, ...]:
        """A command about the spec as a whole: lint or build."""
        return ("opsgen", command, *self._spec(), *options)

    def _spec(self, *option: str) -> tuple[str, ...]:
        return () if self.project.spec_file == _DEFAULT_SPEC_FILE else (*option, self.project.spec_file)


def targets(project: Project) -> Iterator[Target]:
    """The environments that want workflows, in the order of promotion."""
    for graph in project.environments:
        output = graph.spec.outputs.github
        if output is not None:
            yield Target(project, graph, output)


def cluster_of(graph: EnvironmentGraph) -> Cluster | None:
    """The cluster that an environment names."""
    return graph.settings.kubernetes.cluster if graph.settings.kubernetes else None
