"""The datasets that a runner can build and check from a fresh checkout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.graph.tasks import referenced

if TYPE_CHECKING:
    from opsgen.graph import DatasetNode, EnvironmentGraph
    from opsgen.language.model import Model


def is_in_checkout(graph: EnvironmentGraph, dataset: str) -> bool:
    """Whether a dataset is stored in the project's folder, which every runner checks out afresh."""
    connection = graph.spec.connections[graph.spec.datasets[dataset].source.connection]
    if connection.type == "files":
        return "://" not in connection.root and not connection.root.startswith(("/", "~"))
    return connection.type == "duckdb" and not connection.path.startswith(("/", "~"))


def within_reach(graph: EnvironmentGraph, *, secrets: bool) -> dict[str, DatasetNode]:
    """Return the datasets that can be built and checked in a checkout (and with secrets), producers first."""
    reach = {name: node for name, node in graph.datasets.items() if _is_own(graph, node, secrets=secrets)}
    needed = {name: _needed(graph, name) for name in reach}
    # Repeat until nothing changes: a dataset that is lost takes those with it that need it.
    while lost := [name for name in reach if not needed[name] <= reach.keys()]:
        for name in lost:
            del reach[name]
    return reach


def upstream(graph: EnvironmentGraph, dataset: str) -> set[str]:
    """Return a dataset and all datasets that are needed to build and check it."""
    found: set[str] = set()
    waiting = [dataset]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _needed(graph, name)
    return found


def before_training(graph: EnvironmentGraph, model: Model) -> tuple[DatasetNode, ...]:
    """Return the datasets that a runner must build before it trains a model."""
    wanted = upstream(graph, model.features.dataset)
    reach = within_reach(graph, secrets=True)
    return tuple(node for name, node in reach.items() if name in wanted) if model.features.dataset in reach else ()


def _is_own(graph: EnvironmentGraph, node: DatasetNode, *, secrets: bool) -> bool:
    task = node.producer.ingest or node.producer.transform
    if not is_in_checkout(graph, node.name) or (task is None and node.producer.kind not in ("quarantine", "external")):
        return False
    return secrets or task is None or all(isinstance(value, str) for value in task.environment.values())


def _needed(graph: EnvironmentGraph, name: str) -> set[str]:
    return {*referenced(graph, name), *graph.datasets[name].producer.inputs}
