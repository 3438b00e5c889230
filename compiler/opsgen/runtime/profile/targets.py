"""Profiles datasets of a spec, and files that the command line names."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from opsgen.runtime.check.masking import without_values
from opsgen.runtime.engines.engine import QueryError, UnreadableError
from opsgen.runtime.profile import proposed_spec
from opsgen.runtime.profile.declaration import declare
from opsgen.runtime.profile.propose import UndeclarableError, declarable
from opsgen.runtime.profile.run import profile
from opsgen.terminal.escape import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from opsgen.graph import EnvironmentGraph
    from opsgen.runtime.check.run import Watcher
    from opsgen.runtime.profile.files import DataFile
    from opsgen.runtime.profile.result import Profile


class Profiled(NamedTuple):
    """Profiles by the names of their datasets, and the graph that declares all columns of these."""

    profiles: dict[str, Profile]
    graph: EnvironmentGraph
    folder: Path
    """The folder that paths in the graph are relative to."""
    root: str | None = None
    """The root of profiled files, as a spec in the current folder would name it."""


def of_dataset(graph: EnvironmentGraph, name: str, folder: Path, watcher: Watcher) -> Profiled:
    """Profile a dataset. Declared columns have their declared types."""
    declared = {column: each.type for column, each in graph.spec.datasets[name].columns.items()}
    try:
        graph, left_out = declare(graph, name, folder, declared)
    except QueryError as error:
        raise UnreadableError(without_values(str(error))) from None
    return Profiled({name: profile(graph, name, folder, left_out, watcher)}, graph, folder)


def of_files(
    files: Mapping[str, DataFile], watcher: Watcher, leave_out: Callable[[Exception], None] | None = None
) -> Profiled:
    """Profile files of which nothing is declared, as datasets of these names. `leave_out` is told of those that cannot
    be read; without it, the first of them ends it all."""
    root = common_folder(files)
    sources = {name: {**file.source, "path": below(file, root)} for name, file in files.items()}
    graph = proposed_spec.graph(root.as_posix(), sources, {name: file.columns for name, file in files.items()})
    profiles: dict[str, Profile] = {}
    for name, file in files.items():
        try:
            graph, left_out = declare(graph, name, root, {})
            found = replace(profile(graph, name, root, left_out, watcher), location=file.shown)
            if leave_out is not None:
                declarable(found)
        except (QueryError, UnreadableError) as error:
            known = isinstance(error, UndeclarableError)
            unreadable = error if known else UnreadableError(_why(file, error))
            if leave_out is None:
                raise unreadable from None
            leave_out(unreadable)
        else:
            profiles[name] = found
    return Profiled(profiles, graph, root, as_root(root, Path()))


def _why(file: DataFile, error: Exception) -> str:
    """The error for a file that cannot be read, with its name on the command line."""
    said = str(error).replace(file.path.as_posix(), file.shown)
    return f"{visible(file.shown)} cannot be read: {file.why() or visible(said)}"


def common_folder(files: Mapping[str, DataFile]) -> Path:
    """The innermost folder that all files lie in, whatever `*` stands for."""
    folders = [file.path.as_posix().partition("*")[0].rpartition("/")[0] or "/" for file in files.values()]
    return Path(os.path.commonpath(folders))


def as_root(folder: Path, project: Path) -> str:
    """A folder as the root of a connection: relative to the project's folder, if it lies there."""
    here = project.absolute()
    return folder.relative_to(here).as_posix() if folder.is_relative_to(here) else folder.as_posix()


def below(file: DataFile, root: Path) -> str:
    """The file's path from a folder on, as a spec has it."""
    return file.path.relative_to(root).as_posix()
