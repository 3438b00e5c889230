"""The folder of one output is the project's own, or lies in that of another output.

Why: what opsgen writes there is kept apart from what people write, so that neither is taken for the other. Names that
differ only by case are the same on macOS and Windows.

Example:

    outputs:
      airflow: {path: build}
      kubernetes: {path: build/deploy}

Use instead:

    outputs:
      airflow: {path: build/dags}
      kubernetes: {path: build/deploy}
"""

from __future__ import annotations

from itertools import combinations
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.graph.project import output_paths
from opsgen.source.access import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.graph import EnvironmentGraph

CODE = Code("PLT202", "overlapping-outputs", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    folders = {place: PurePosixPath(path) for place, path in output_paths(graph).items()}
    for place, folder in folders.items():
        if folder == PurePosixPath():
            message = f"`{folder}` is the project's own folder"
            yield Finding(_path(place), message, ("choose a folder that contains nothing else",))
    for one, other in combinations(folders, 2):
        if PurePosixPath() not in (folders[one], folders[other]) and _overlap(folders[one], folders[other]):
            related = ((_path(one), f"the folder of `{one[-1]}` is here"),)
            message = f"the folders of `{one[-1]}` and `{other[-1]}` overlap"
            yield Finding(_path(other), message, ("give each a folder of its own",), related)


def _overlap(one: PurePosixPath, other: PurePosixPath) -> bool:
    one, other = (PurePosixPath(folded(str(folder))) for folder in (one, other))
    return one.is_relative_to(other) or other.is_relative_to(one)


def _path(output: Path) -> Place:
    return Place((*output, "path"))
