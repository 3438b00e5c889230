"""The environment that a command runs in, and the datasets, models and deployments in it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from opsgen.cli.diagnostics import print_analysis
from opsgen.cli.specs import find
from opsgen.terminal.verbosity import detail

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph, ProjectGraph


class ChosenEnvironment(NamedTuple):
    """An environment of a spec without errors."""

    project: str
    graph: EnvironmentGraph
    folder: Path
    """The project's folder, which paths in the spec are relative to."""
    spec_file: str
    """The spec's path from that folder."""


def choose(spec: Path | None, environment: str | None) -> ChosenEnvironment | None:
    """The environment of this name, or the first; None, after printing why, where there is none."""
    path = find(spec)
    if path is None:
        return None
    from opsgen.compile import pipeline

    analysis = pipeline.analyse(path)
    project = analysis.project
    if project is None:
        print_analysis(analysis)
        return None
    if environment is not None and (problem := unknown_environment([environment], project)):
        print(f"opsgen: {problem}", file=sys.stderr)
        return None
    graph = next(graph for graph in project.environments if environment in (None, graph.name))
    for file in analysis.files:
        detail(f"read {file}")
    detail(f"environment {graph.name}")
    return ChosenEnvironment(project.name, graph, path.parent, project.spec_file)


def unknown_environment(environments: Iterable[str], project: ProjectGraph) -> str | None:
    """A message about the first name that is not an environment of the project."""
    from opsgen.diagnostics.suggest import did_you_mean, listed

    known = [environment.name for environment in project.environments]
    for name in environments:
        if name not in known:
            help_ = did_you_mean(name, known) or (f"the spec's environments are {listed(known)}",)
            return f"there is no environment `{name}`; {help_[0]}"
    return None


def datasets(names: Sequence[str], graph: EnvironmentGraph) -> list[str] | None:
    """These datasets, or all, each after its inputs; None, after printing why, where one is unknown."""
    if not all(is_known("dataset", name, graph.datasets) for name in names):
        return None
    return [name for name in graph.datasets if not names or name in names]


def is_known(kind: str, name: str, names: Collection[str]) -> bool:
    """Whether `name` is among the names of its kind in the spec; prints a message where it is not."""
    from opsgen.diagnostics.suggest import did_you_mean, listed

    if name not in names:
        help_ = did_you_mean(name, names) or (f"the spec's {kind}s are {listed(names)}",)
        print(f"opsgen: there is no {kind} `{name}`; {help_[0]}", file=sys.stderr)
    return name in names
