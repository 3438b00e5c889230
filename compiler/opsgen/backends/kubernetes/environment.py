"""An environment on Kubernetes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph, ProjectGraph
    from opsgen.language.output import KubernetesOutput


class KubernetesEnvironment(NamedTuple):
    """An environment of a project, with its options for Kubernetes."""

    graph: EnvironmentGraph
    output: KubernetesOutput
    namespace: str
    spec_file: str
    """The name of the spec in the project's folder, which commands are given."""
    source: str
    """The path of the spec from the root of the repository, which headers name."""

    @property
    def runs_tasks(self) -> bool:
        """Whether Airflow's tasks run in pods of the namespace."""
        return self.graph.runner == "kubernetes" and self.graph.spec.outputs.airflow is not None

    def written_by(self, server: str) -> list[str]:
        """Return the datasets that a server writes."""
        nodes = self.graph.datasets.values()
        return [node.name for node in nodes if node.producer.kind == "online" and node.producer.deployment == server]


def targets(project: ProjectGraph) -> Iterator[KubernetesEnvironment]:
    """Yield the environments on Kubernetes, in the order of promotion."""
    for graph in project.environments:
        if graph.manifests:
            output, settings = graph.manifests
            yield KubernetesEnvironment(graph, output, settings.namespace, project.spec_file, project.source)


def object_name(name: str) -> str:
    """Return the name of an object: a name of the spec, with `-` for `_`, which Kubernetes does not allow."""
    return name.replace("_", "-")
