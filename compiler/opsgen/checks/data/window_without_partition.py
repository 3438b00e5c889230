"""An input has a window, but it or the dataset has no partitions.

Why: a window is the time before the end of a partition. It selects the partitions of the input that are read. Without
partitions there is no such end, or nothing to select.

Example:

    planes: {source: {connection: lake, path: planes.csv}}
    daily:
      source: {connection: lake, path: "daily/{day}.parquet"}
      transform: {inputs: [{dataset: planes, window: 7d}], sql: daily.sql}

Use instead:

    daily:
      source: {connection: lake, path: "daily/{day}.parquet"}
      transform: {inputs: [planes], sql: daily.sql}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.graph.partitioned import is_partitioned
from opsgen.graph.references import inputs_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("LNG225", "window-without-partition", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    datasets = graph.spec.datasets
    for name, dataset in datasets.items():
        for each in inputs_of(dataset.transform):
            without = next((one for one in (each.dataset, name) if one in datasets and not _has(graph, one)), None)
            if each.window is None or without is None:
                continue
            path = ("datasets", name, "transform", *each.place[:-1], "window")
            message = f"`{without}` has no partitions, so there is no window to read"
            related = ((Place(("datasets", without), "key"), f"`{without}` is defined here"),)
            help_ = f"write only the name `{each.dataset}`, or add `partition: {{column: …, by: day}}` to `{without}`"
            yield Finding(Place(path, "key"), message, (help_,), related)


def _has(graph: EnvironmentGraph, name: str) -> bool:
    return is_partitioned(graph.spec.datasets[name])
