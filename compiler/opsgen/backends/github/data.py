"""Which data a fresh checkout on a runner can make and judge, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.github import steps, variables

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from opsgen.backends.github.target import Target
    from opsgen.backends.github.workflow import Step
    from opsgen.graph import DatasetNode, EnvironmentGraph
    from opsgen.spec.dataset import Transform


def lies_in_checkout(graph: EnvironmentGraph, dataset: str) -> bool:
    """Whether a dataset lies in the project's own folder, which every runner has afresh."""
    connection = graph.spec.connections[graph.spec.datasets[dataset].source.connection]
    if connection.type == "files":
        return "://" not in connection.root and not connection.root.startswith(("/", "~"))
    return connection.type == "duckdb" and not connection.path.startswith(("/", "~"))


def within_reach(graph: EnvironmentGraph, *, secrets: bool) -> dict[str, DatasetNode]:
    """The datasets that can be made and judged with nothing but a checkout (and secrets), producers first."""
    reach = {name: node for name, node in graph.datasets.items() if _is_own(graph, node, secrets=secrets)}
    needed = {name: _needed(graph, name) for name in reach}
    while lost := [name for name in reach if not needed[name] <= reach.keys()]:
        for name in lost:
            del reach[name]
    return reach


def upstream(graph: EnvironmentGraph, dataset: str) -> set[str]:
    """A dataset and all that it takes to make and to judge it."""
    found: set[str] = set()
    waiting = [dataset]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _needed(graph, name)
    return found


def produce(target: Target, nodes: Collection[DatasetNode]) -> Iterator[Step]:
    """Make datasets, and then judge them. Ingests come first, for one may bring several datasets."""
    for node in nodes:
        if ingest := node.producer.ingest:
            yield steps.task(f"Ingest {node.name}", ingest.command, ingest, {"OPSGEN_DATASET": node.name})
    for node in nodes:
        if transform := node.producer.transform:
            yield _transform(target, node.name, transform)
    if nodes:
        yield _check(target, [node.name for node in nodes])


def _is_own(graph: EnvironmentGraph, node: DatasetNode, *, secrets: bool) -> bool:
    task = node.producer.ingest or node.producer.transform
    if not lies_in_checkout(graph, node.name) or (task is None and node.producer.kind != "external"):
        return False
    return secrets or task is None or all(isinstance(value, str) for value in task.environment.values())


def _needed(graph: EnvironmentGraph, name: str) -> set[str]:
    return _referenced(graph, name).union(graph.datasets[name].producer.inputs)


def _transform(target: Target, name: str, transform: Transform) -> Step:
    reached = {} if transform.command else variables.credentials(target.graph, [*transform.inputs, name])
    words = transform.command or target.opsgen("transform", name)
    return steps.task(f"Transform {name}", words, transform, {**reached, "OPSGEN_DATASET": name})


def _check(target: Target, names: Sequence[str]) -> Step:
    spec = target.graph.spec
    has_query = any(rule.query is not None for name in names for rule in spec.datasets[name].quality)
    read = spec.datasets if has_query else names
    return steps.opsgen("Check the data", target.opsgen("check", *names), variables.credentials(target.graph, read))


def _referenced(graph: EnvironmentGraph, name: str) -> set[str]:
    """The other datasets that a dataset's values must stand in."""
    dataset = graph.spec.datasets[name]
    columns = [column.references for column in dataset.columns.values()]
    rules = [rule.references for rule in dataset.quality]
    return {reference.to.partition(".")[0] for reference in (*columns, *rules) if reference is not None}
