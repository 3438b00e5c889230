"""The chain of commands that trains a model, whichever platform runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from opsgen.graph import tasks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph.project import EnvironmentGraph
    from opsgen.graph.tasks import Commands
    from opsgen.language.task import CommandTask


class TrainingStep(NamedTuple):
    """One command of the chain. It runs only if the commands before it succeeded."""

    name: Literal["train", "evaluate", "explain", "register"]
    words: tuple[str, ...]
    """The program and its arguments."""
    credentials: tuple[str, ...]
    """The secrets of the data and of the registry that it reaches."""
    task: CommandTask | None = None
    """How a command of the project runs; None for a command of opsgen."""


def training_steps(
    graph: EnvironmentGraph, name: str, commands: Commands, root: str = tasks.ARTIFACTS_FOLDER
) -> Iterator[TrainingStep]:
    """The commands of a model in their order. Models are kept below `root`."""
    model, metrics = graph.spec.models[name], tasks.metrics_file(name, root)
    registry = tasks.credentials(graph, [], name)
    data = tasks.credentials(graph, [model.features.dataset], name)
    yield TrainingStep("train", tuple(model.train.command), data, model.train)
    if model.evaluate:
        yield TrainingStep("evaluate", commands.gate(name, metrics), registry)
    if model.explain:
        yield TrainingStep("explain", tuple(model.explain.command), data, model.explain)
    if model.registry:
        yield TrainingStep("register", commands.register(name, metrics), registry)
