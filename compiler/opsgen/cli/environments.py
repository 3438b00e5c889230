"""Which environment a command of the run-time half is about, and which parts of it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from opsgen.cli.commands.build import unknown_environment
from opsgen.cli.commands.lint import report
from opsgen.cli.specs import find

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph


@dataclass(frozen=True, slots=True)
class ChosenEnvironment:
    """An environment of a spec that has no error."""

    project: str
    graph: EnvironmentGraph
    folder: Path
    """The project's folder, which paths in the spec are relative to."""


def choose(spec: Path | None, environment: str | None) -> ChosenEnvironment | None:
    """The environment of this name, or the first; where there is none, it is said why."""
    path = find(spec)
    if path is None:
        return None
    from opsgen.compile import pipeline

    analysis = pipeline.analyse(path)
    project = analysis.project
    if project is None:
        report(analysis)
        return None
    if environment is not None and (problem := unknown_environment([environment], project)):
        print(f"opsgen: {problem}", file=sys.stderr)
        return None
    graph = next(graph for graph in project.environments if environment in (None, graph.name))
    return ChosenEnvironment(project.name, graph, path.parent)


def datasets(names: Sequence[str], graph: EnvironmentGraph) -> list[str] | None:
    """These datasets, or all, each after those that it is made from; None where one is unknown, which is said."""
    if not all(is_known("dataset", name, graph.datasets) for name in names):
        return None
    return [name for name in graph.datasets if not names or name in names]


def is_known(kind: str, name: str, names: Collection[str]) -> bool:
    """Whether the spec has a part of this name among those of its kind; where it has not, that is said."""
    from opsgen.diagnostics.suggest import did_you_mean, listed

    if name not in names:
        help_ = did_you_mean(name, names) or (f"the spec's {kind}s are {listed(names)}",)
        print(f"opsgen: there is no {kind} `{name}`; {help_[0]}", file=sys.stderr)
    return name in names
