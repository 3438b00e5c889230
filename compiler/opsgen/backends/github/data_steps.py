"""Steps that build datasets and check them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.github import secrets, steps
from opsgen.graph import tasks
from opsgen.graph.references import input_names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from opsgen.backends.github.environment import GithubEnvironment
    from opsgen.backends.github.workflow import Step
    from opsgen.graph import DatasetNode
    from opsgen.language.dataset import Transform


def produce(target: GithubEnvironment, nodes: Collection[DatasetNode]) -> Iterator[Step]:
    """Yield steps that build datasets and check them. Ingests come first, because one may write several datasets."""
    for node in nodes:
        if ingest := node.producer.ingest:
            yield steps.task(f"Ingest {node.name}", ingest.command, ingest, {"OPSGEN_DATASET": node.name})
    for node in nodes:
        if transform := node.producer.transform:
            yield _transform(target, node.name, transform)
    if nodes:
        yield _check(target, [node.name for node in nodes])


def _transform(target: GithubEnvironment, name: str, transform: Transform) -> Step:
    reached = () if transform.command else tasks.credentials(target.graph, [*input_names(transform), name])
    words = transform.command or target.commands.transform(name)
    return steps.task(f"Transform {name}", words, transform, {**secrets.by_name(reached), "OPSGEN_DATASET": name})


def _check(target: GithubEnvironment, names: Sequence[str]) -> Step:
    read = [other for name in names for other in tasks.judged_with(target.graph, name)]
    reached = secrets.by_name(tasks.credentials(target.graph, read))
    return steps.opsgen("Check the data", target.commands.check(*names), reached)
