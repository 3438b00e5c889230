"""Sources of versions: the same data, at another place."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any, TypeVar

from opsgen.graph.partitioned import path_of

if TYPE_CHECKING:
    from opsgen.graph import EnvironmentGraph
    from opsgen.language.dataset import Dataset, Source

Part = TypeVar("Part")


def of_partition(source: Source, partition: str) -> Source:
    """The source of one partition, where each has a file of its own."""
    if source.path is None or not partition:
        return source
    return with_path(source, path_of(source.path, partition))


def with_path(source: Source, path: str) -> Source:
    return _changed(source, path=path)


def with_table(source: Source, table: str) -> Source:
    return _changed(source, table=table)


def graph_with(graph: EnvironmentGraph, dataset: str, source: Source) -> EnvironmentGraph:
    """The graph in which a dataset is read from another source."""
    node = graph.datasets[dataset]
    changed = _changed(node.dataset, source=source)
    spec = _changed(graph.spec, datasets={**graph.spec.datasets, dataset: changed})
    return graph._replace(spec=spec, datasets={**graph.datasets, dataset: node._replace(dataset=changed)})


def with_dataset(graph: EnvironmentGraph, name: str, dataset: Dataset) -> EnvironmentGraph:
    """The graph with one more dataset."""
    return graph._replace(spec=_changed(graph.spec, datasets={**graph.spec.datasets, name: dataset}))


def _changed(part: Part, **fields: Any) -> Part:
    """A copy of a part of the spec with other values, which are valid already."""
    made = copy(part)
    made.__dict__.update(fields)
    return made
