"""Runs the project's commands that train and explain a model."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from opsgen.graph import tasks
from opsgen.runtime.produce.task import Attempt, CommandTask
from opsgen.runtime.registry.registry import METRICS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph
    from opsgen.language.task import CommandTask as Command


@contextmanager
def empty_folder(model: str) -> Iterator[Path]:
    """An empty folder for the files of a model, which is removed afterwards.

    It is inside of the temporary folder, because that can be read by its owner only, and copies keep the mode.
    """
    with tempfile.TemporaryDirectory(prefix="opsgen-") as outer:
        folder = Path(outer, model)
        folder.mkdir()
        yield folder


def run_command(graph: EnvironmentGraph, model: str, command: Command, files: Path, run: str, folder: Path) -> None:
    """Run a command of a model, whose files are in the folder `files`. Raises CommandFailedError."""
    spec = graph.spec.models[model]
    own = {"OPSGEN_ARTIFACTS": str(files), "OPSGEN_METRICS": str(files / METRICS)}
    variables = {**tasks.model_variables(model, spec), **own}
    task = CommandTask(model, (), command.command, command.environment, variables, folder)
    task.run(graph, Attempt(run))
