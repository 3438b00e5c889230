"""The steps that make data and judge it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.github import steps, variables

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from opsgen.backends.github.target import Target
    from opsgen.backends.github.workflow import Step
    from opsgen.graph import DatasetNode
    from opsgen.spec.dataset import Transform


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


def _transform(target: Target, name: str, transform: Transform) -> Step:
    reached = {} if transform.command else variables.credentials(target.graph, [*transform.inputs, name])
    words = transform.command or target.opsgen("transform", name)
    return steps.task(f"Transform {name}", words, transform, {**reached, "OPSGEN_DATASET": name})


def _check(target: Target, names: Sequence[str]) -> Step:
    spec = target.graph.spec
    has_query = any(rule.query is not None for name in names for rule in spec.datasets[name].quality)
    read = spec.datasets if has_query else names
    return steps.opsgen("Check the data", target.opsgen("check", *names), variables.credentials(target.graph, read))
