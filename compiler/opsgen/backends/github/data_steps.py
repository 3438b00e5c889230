"""Steps that build datasets and check them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.github import duration, secrets, steps
from opsgen.graph import tasks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from opsgen.backends.github.environment import GithubEnvironment
    from opsgen.backends.github.workflow import Step
    from opsgen.graph import DatasetNode
    from opsgen.language.dataset import Ingest, Transform


def produce(target: GithubEnvironment, nodes: Collection[DatasetNode]) -> Iterator[Step]:
    """Yield steps that build datasets and check them. Ingests come first, because one may write several datasets."""
    for node in nodes:
        if ingest := node.producer.ingest:
            yield _produce(target, f"Ingest {node.name}", node, ingest)
    found = [node.name for node in nodes if node.producer.kind == "external"]
    if found:
        yield _check(target, found)
    for node in nodes:
        if transform := node.producer.transform:
            yield _produce(target, f"Transform {node.name}", node, transform)


def _produce(target: GithubEnvironment, title: str, node: DatasetNode, made: Ingest | Transform) -> Step:
    read = [*node.producer.inputs, *tasks.judged_with(target.graph, node.name)]
    reached = [*tasks.credentials(target.graph, read), *tasks.named_secrets(made.environment)]
    words = target.commands.produce(node)
    return steps.checked(title, words, secrets.by_name(dict.fromkeys(reached)), minutes=duration.minutes(made))


def _check(target: GithubEnvironment, names: Sequence[str]) -> Step:
    read = [other for name in names for other in tasks.judged_with(target.graph, name)]
    reached = secrets.by_name(tasks.credentials(target.graph, read))
    return steps.checked("Check the data", target.commands.check(*names), reached)
