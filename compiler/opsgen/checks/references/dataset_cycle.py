"""Datasets depend on each other in a cycle.

Why: none of them can be built first. Data that comes back through a server, such as recorded requests, is `produced_by`
that server instead.

Example:

    datasets:
      orders: {transform: {inputs: [customers], sql: orders.sql}}
      customers: {transform: {inputs: [orders], sql: customers.sql}}

Use instead:

    datasets:
      orders: {transform: {inputs: [raw_orders], sql: orders.sql}}
      customers: {transform: {inputs: [orders], sql: customers.sql}}
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.graph.cycles import break_cycles
from opsgen.graph.rules import quarantining

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.graph import EnvironmentGraph

CODE = Code("REF107", "dataset-cycle", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    edges = {name: list(graph.datasets[name].producer.inputs) for name in graph.spec.datasets}
    for cycle in break_cycles(edges):
        yield _finding(graph, cycle)


def _finding(graph: EnvironmentGraph, cycle: list[str]) -> Finding:
    (place, _), *related = [_edge(graph, name, source) for name, source in pairwise(cycle)]
    if len(cycle) == 2:
        return Finding(place, f"dataset `{cycle[0]}` depends on itself", ("remove it from its own inputs",))
    path = " → ".join(cycle)
    help_ = (
        "remove one of these inputs",
        "if the data comes back through a server, write `produced_by: deployments.NAME`",
    )
    return Finding(place, f"datasets depend on each other in a cycle: {path}", help_, tuple(related))


def _edge(graph: EnvironmentGraph, name: str, source: str) -> tuple[Place, str]:
    producer = graph.datasets[name].producer
    if producer.kind == "quarantine":
        rules = quarantining(source, graph.spec.datasets[source])
        return Place(next(rule.path for rule in rules if rule.target == name)), f"`{name}` gets rows of `{source}`"
    path: Path = ("datasets", name, "transform")
    if producer.deployment is not None:
        path = ("deployments", producer.deployment)
    return Place((*path, "inputs", producer.inputs.index(source))), f"`{name}` depends on `{source}`"
