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
from opsgen.environments.empty_outputs import OUTPUTS
from opsgen.source.access import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("PLT202", "overlapping-outputs", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    outputs = graph.spec.outputs
    folders = {name: PurePosixPath(getattr(outputs, name).path) for name in OUTPUTS if getattr(outputs, name)}
    for name, folder in folders.items():
        if folder == PurePosixPath():
            message = f"`{folder}` is the project's own folder"
            yield Finding(_place(name), message, ("name a folder that holds nothing else",))
    for one, other in combinations(folders, 2):
        if PurePosixPath() not in (folders[one], folders[other]) and _overlap(folders[one], folders[other]):
            related = ((_place(one), f"the folder of `{one}` is here"),)
            message = f"the folders of `{one}` and `{other}` overlap"
            yield Finding(_place(other), message, ("give each a folder of its own",), related)


def _overlap(one: PurePosixPath, other: PurePosixPath) -> bool:
    one, other = (PurePosixPath(folded(str(folder))) for folder in (one, other))
    return one.is_relative_to(other) or other.is_relative_to(one)


def _place(output: str) -> Place:
    return Place(("outputs", output, "path"))
