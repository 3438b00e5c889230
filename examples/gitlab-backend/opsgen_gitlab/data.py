"""The datasets that a merge request can build and check: those of the checkout, without any secret.

A merge request runs code that nobody has reviewed, so its jobs get no credentials.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.graph import tasks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import DatasetNode, EnvironmentGraph


def reachable(graph: EnvironmentGraph) -> dict[str, DatasetNode]:
    """Return the datasets, each after its inputs."""
    found = {name: node for name, node in graph.datasets.items() if _is_local(graph, node)}
    needed = {name: {*tasks.referenced(graph, name), *found[name].producer.inputs} for name in found}
    while lost := [name for name in found if not needed[name] <= found.keys()]:
        for name in lost:
            del found[name]
    return found


def commands(nodes: dict[str, DatasetNode], own: tasks.Commands) -> Iterator[list[str]]:
    """Yield the commands that build the datasets and check them."""
    for name, node in nodes.items():
        task = node.producer.ingest or node.producer.transform
        if task is not None:
            words = task.command or own.transform(name)
            given = {"OPSGEN_DATASET": name, **tasks.texts(task.environment)}
            yield ["env", *(f"{key}={value}" for key, value in given.items()), *words]
    yield [*own.check(*nodes)]


def _is_local(graph: EnvironmentGraph, node: DatasetNode) -> bool:
    connection = graph.spec.connections[node.dataset.source.connection]
    task = node.producer.ingest or node.producer.transform
    if connection.type != "files" or "://" in connection.root or connection.root.startswith(("/", "~")):
        return False
    return node.producer.kind == "external" if task is None else not tasks.secrets(task.environment)
