"""An environment that workflows are planned for, and what they are called there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from opsgen.encode.comment import comment_safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.encode.comment import Comment
    from opsgen.graph import EnvironmentGraph, Project
    from opsgen.spec.output import GithubOutput

_DEFAULT_SPEC_FILE = "opsgen.yaml"


@dataclass(frozen=True, slots=True)
class Target:
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
        return comment_safe(self.project.spec_file)

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
