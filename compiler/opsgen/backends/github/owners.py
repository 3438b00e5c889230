"""The code owners of a project's files: whoever approves deployments also approves what is deployed."""

from __future__ import annotations

from posixpath import join
from typing import TYPE_CHECKING, NamedTuple

from opsgen import LOCKFILE
from opsgen.backends.github.stage import folders
from opsgen.language.values import is_inline_sql
from opsgen.render.encode.codeowners import Handle, Pattern, pattern
from opsgen.repository import CODEOWNERS, GITHUB, WORKFLOWS, setup_action

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from opsgen.backends.github.environment import GithubEnvironment
    from opsgen.graph import EnvironmentGraph
    from opsgen.language.dataset import Ingest, Transform
    from opsgen.language.task import CommandTask
    from opsgen.render.encode.comment import Comment

_CODE = (".py", ".sh", ".sql", ".r")
"""How arguments of a command end that name a file of the project."""


class Line(NamedTuple):
    """A line of the file."""

    pattern: Pattern
    handles: tuple[Handle, ...]


class Owners(NamedTuple):
    """The file of a project."""

    path: str
    source: Comment
    lines: tuple[Line, ...]


def owners(targets: Sequence[GithubEnvironment]) -> Owners | None:
    """Return the file; None if the spec does not ask for it, or no team has a handle."""
    first = targets[0]
    if not first.output.codeowners:
        return None
    # A file decides by its last line, so what is deployed comes last.
    found = (*_of_parts(first), *_of_project(targets), *_of_environments(targets))
    lines = tuple(line for line in found if line.handles)
    return Owners(CODEOWNERS, first.source, lines) if lines else None


def owning(targets: Sequence[GithubEnvironment]) -> Iterator[str]:
    """Yield the names of all teams that own a file."""
    yield targets[0].graph.spec.project.owner
    yield from (team for _, team in _owned(targets[0].graph))
    for target in targets:
        yield from _approvers(target.graph)


def _of_parts(target: GithubEnvironment) -> Iterator[Line]:
    graph = target.graph
    found: dict[str, dict[str, None]] = {}
    for file, team in _owned(graph):
        found.setdefault(file, {})[team] = None
    for file, names in found.items():
        yield from _line(target, file, _handles(graph, names))


def _owned(graph: EnvironmentGraph) -> Iterator[tuple[str, str]]:
    """Yield the files of datasets and models that the spec names, each with the team that owns it."""
    for dataset in graph.spec.datasets.values():
        sql = dataset.transform.sql if dataset.transform else None
        if sql is not None and not is_inline_sql(sql):
            yield sql, graph.owner(dataset)
        yield from ((file, graph.owner(dataset)) for file in _scripts(dataset.ingest, dataset.transform))
    for model in graph.spec.models.values():
        yield from ((file, graph.owner(model)) for file in _scripts(model.train, model.explain))


def _scripts(*tasks: CommandTask | Ingest | Transform | None) -> Iterator[str]:
    """Yield the arguments of commands that are files of the project."""
    for task in tasks:
        for word in (task.command or ()) if task else ():
            parts = word.split("/")
            if word.lower().endswith(_CODE) and not word.startswith(("-", "~")) and not {".", "..", ""} & {*parts}:
                yield word


def _of_project(targets: Sequence[GithubEnvironment]) -> Iterator[Line]:
    first = targets[0]
    reviewed = [target.graph for target in targets if target.graph.settings.approval]
    names = _approvers(reviewed[-1]) if reviewed else [first.graph.spec.project.owner]
    handles = _handles(first.graph, names)
    for path in (first.project.spec_file, LOCKFILE, ".opsgen/"):
        yield from _line(first, path, handles)
    # In a folder of the repository, other files of `.github` are not the project's.
    if first.project.folder:
        name = first.project.name
        shared = (
            pattern(f"{WORKFLOWS}/{name}-", starts=True),
            pattern(setup_action(name, WORKFLOWS)),
            pattern(CODEOWNERS),
        )
        yield from (Line(each, handles) for each in shared if each)
    else:
        yield from _line(first, f"{GITHUB}/", handles)


def _of_environments(targets: Sequence[GithubEnvironment]) -> Iterator[Line]:
    for target in targets:
        names = _approvers(target.graph) or [target.graph.spec.project.owner]
        for folder in folders(target.graph):
            yield from _line(target, f"{folder}/", _handles(target.graph, names))


def _approvers(graph: EnvironmentGraph) -> list[str]:
    approval = graph.settings.approval
    return list(approval.reviewers) if approval else []


def _handles(graph: EnvironmentGraph, names: Iterable[str]) -> tuple[Handle, ...]:
    teams = [graph.spec.teams.get(name) for name in names]
    return tuple(dict.fromkeys(Handle(team.github) for team in teams if team and team.github))


def _line(target: GithubEnvironment, path: str, handles: tuple[Handle, ...]) -> Iterator[Line]:
    """Yield the line of a path in the project, or of the nearest folder above that a pattern can name."""
    path = join(target.project.folder, path)
    while path and (found := pattern(path)) is None:
        path = path.removesuffix("/").rpartition("/")[0]
        path = f"{path}/" if path else ""
    if path and found:
        yield Line(found, handles)
