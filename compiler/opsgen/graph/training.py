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
    """One command of the chain. It runs only if the commands before it succeeded.

    They share no folder: each finds the training by OPSGEN_RUN in the registry.
    """

    name: Literal["train", "evaluate", "explain", "register"]
    words: tuple[str, ...]
    """The program and its arguments."""
    credentials: tuple[str, ...]
    """The secrets of the data and of the registry that it reaches."""
    task: CommandTask | None = None
    """How the command of the project runs that opsgen starts; None where it starts none."""


def training_steps(graph: EnvironmentGraph, name: str, commands: Commands) -> Iterator[TrainingStep]:
    """The commands of a model in their order."""
    model = graph.spec.models[name]
    registry = tasks.credentials(graph, [], name)
    yield TrainingStep("train", commands.train(name, "train"), _credentials(graph, name, model.train), model.train)
    if model.evaluate:
        yield TrainingStep("evaluate", commands.gate(name), registry)
    if model.explain:
        words = commands.train(name, "explain")
        yield TrainingStep("explain", words, _credentials(graph, name, model.explain), model.explain)
    yield TrainingStep("register", commands.register(name), registry)


def _credentials(graph: EnvironmentGraph, name: str, task: CommandTask) -> tuple[str, ...]:
    """The secrets of the data, of the registry, and those that the command of the project gets."""
    reached = tasks.credentials(graph, [graph.spec.models[name].features.dataset], name)
    return tuple(dict.fromkeys([*reached, *tasks.named_secrets(task.environment)]))
