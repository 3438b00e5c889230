"""Outputs in the place of a file that a build reads, or below it. On some systems, names differ only by case."""

from __future__ import annotations

from posixpath import normpath
from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Finding, Place
from opsgen.environments import codes
from opsgen.graph.project import output_paths
from opsgen.language.values import is_inline_sql
from opsgen.source.access import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opsgen.diagnostics.model import Code
    from opsgen.graph import EnvironmentGraph


def covered_sources(graph: EnvironmentGraph, files: Iterable[str]) -> Iterator[tuple[Code, Finding]]:
    """Find outputs that would replace a file. `files` are paths below the project's folder."""
    transforms = (dataset.transform for dataset in graph.spec.datasets.values())
    sql = (each.sql for each in transforms if each is not None and each.sql is not None)
    read = list(dict.fromkeys([*files, *(path for path in sql if not is_inline_sql(path))]))
    for place, path in output_paths(graph).items():
        folder = normpath(path)
        for file in read:
            if f"{folded(folder)}/".startswith(f"{folded(normpath(file))}/"):
                same = "" if folder.startswith(file) else ", on systems that ignore case"
                message = f"`{folder}` would replace the file `{file}`, which the build reads{same}"
                help_ = ("use a separate folder, such as `build`",)
                yield codes.COVERED_SOURCE, Finding(Place((*place, "path")), message, help_)
