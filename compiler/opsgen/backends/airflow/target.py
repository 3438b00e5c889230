"""An environment whose DAGs are planned, and what they are called there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal, TypeAlias

from opsgen.backends.airflow.release import RELEASES, Release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph, Project
    from opsgen.spec.output import AirflowOutput

Kind: TypeAlias = Literal["dataset", "model", "monitor", "batch"]

_DEFAULT_SPEC_FILE = "opsgen.yaml"


@dataclass(frozen=True, slots=True)
class Target:
    """An environment of a project, with the Airflow that runs its DAGs."""

    project: Project
    graph: EnvironmentGraph
    output: AirflowOutput
    release: Release

    def dag_id(self, kind: Kind, name: str) -> str:
        return f"{self.project.name}.{self.graph.name}.{kind}.{name}"

    def file(self, kind: Kind, name: str) -> str:
        """Where the DAG's file goes, from the output root."""
        return str(PurePosixPath(self.output.path, self.graph.name, f"{kind}_{name.replace('-', '_')}.py"))

    @property
    def depth(self) -> int:
        """How many folders lie between the output root and a DAG's file."""
        return len(PurePosixPath(self.output.path).parts) + 1

    def opsgen(self, command: str, component: str, *options: str) -> tuple[str, ...]:
        """A command of opsgen's own in this environment."""
        spec = () if self.project.spec_file == _DEFAULT_SPEC_FILE else ("--spec", self.project.spec_file)
        return ("opsgen", command, component, "--env", self.graph.name, *spec, *options)


def targets(project: Project) -> Iterator[Target]:
    """The environments that want DAGs, in the order of promotion."""
    for graph in project.environments:
        output = graph.spec.outputs.airflow
        if output is not None:
            yield Target(project, graph, output, RELEASES[output.version])
