"""An environment whose DAGs are planned, and what they are called there."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from opsgen.graph.tasks import Commands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.airflow.release import Release
    from opsgen.graph import DatasetNode, EnvironmentGraph, ProjectGraph
    from opsgen.language.deployment import BatchDeployment
    from opsgen.language.output import AirflowOutput

Kind: TypeAlias = Literal["dataset", "model", "monitor", "batch"]


class AirflowEnvironment(NamedTuple):
    """An environment of a project, with how its DAGs are to be."""

    project: ProjectGraph
    graph: EnvironmentGraph
    output: AirflowOutput

    @property
    def release(self) -> Release:
        """The Airflow that runs the DAGs."""
        from opsgen.backends.airflow.release import RELEASES

        return RELEASES[self.output.version]

    def dag_id(self, kind: Kind, name: str) -> str:
        return f"{self.project.name}.{self.graph.name}.{kind}.{name}"

    def file(self, kind: Kind, name: str) -> str:
        """Where the DAG's file goes, from the output root."""
        return self._file(f"{kind}_{name.replace('-', '_')}")

    @property
    def common_module(self) -> str:
        """The module that the DAG files of this environment share; one interpreter may import those of several."""
        return f"opsgen_common_{self.project.name}_{self.graph.name}".replace("-", "_")

    @property
    def common_file(self) -> str:
        """Where the shared module goes, from the output root: beside the DAG files."""
        return self._file(self.common_module)

    @property
    def pins(self) -> dict[str, object]:
        """What tasks run that is in a module of its own: the image by its digest, and the versions of models."""
        from opsgen.graph.served import loaded_by_airflow  # lint needs no pins

        image = self.graph.pinned_image if self.graph.runner == "kubernetes" else None
        loaded = loaded_by_airflow(self.graph)
        found = {name: self.graph.models[name] for name in loaded if name in self.graph.models}
        return ({"IMAGE": image} if image else {}) | ({"MODELS": found} if loaded else {})

    @property
    def pins_module(self) -> str:
        """The module with what is pinned; `opsgen pin`, `promote` and `promote-model` alone change it."""
        return f"opsgen_pins_{self.project.name}_{self.graph.name}".replace("-", "_")

    @property
    def pins_file(self) -> str:
        """Where the module goes, from the output root."""
        return self._file(self.pins_module)

    def _file(self, module: str) -> str:
        return str(PurePosixPath(self.output.path, self.graph.name, f"{module}.py"))

    @property
    def depth(self) -> int:
        """How many folders lie between the output root and a DAG's file."""
        return len(PurePosixPath(self.output.path).parts) + 1

    def starts(self, deployment: BatchDeployment) -> bool:
        """Whether Airflow starts a batch deployment."""
        return (deployment.orchestrator or self.graph.orchestrator) == "airflow"

    def producing(self, node: DatasetNode) -> tuple[str, BatchDeployment] | None:
        """The deployment that makes a dataset, where Airflow starts it."""
        if node.producer.kind != "batch":
            return None
        for name, deployment in self.graph.batch():
            if name == node.producer.deployment and self.starts(deployment):
                return name, deployment
        return None

    @property
    def commands(self) -> Commands:
        """opsgen's own commands in this environment."""
        return Commands(self.project.spec_file, self.graph.name)


def targets(project: ProjectGraph) -> Iterator[AirflowEnvironment]:
    """The environments that want DAGs, in the order of promotion."""
    for graph in project.environments:
        output = graph.spec.outputs.airflow
        if output is not None:
            yield AirflowEnvironment(project, graph, output)
