"""Sources of versions: the same data, at another place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.graph.changed import changed
from opsgen.graph.partitioned import path_of

if TYPE_CHECKING:
    from opsgen.graph import EnvironmentGraph
    from opsgen.language.dataset import Dataset, Source


def of_partition(source: Source, partition: str) -> Source:
    """The source of one partition, where each has a file of its own."""
    if source.path is None or not partition:
        return source
    return with_path(source, path_of(source.path, partition))


def with_path(source: Source, path: str) -> Source:
    return changed(source, path=path)


def with_table(source: Source, table: str) -> Source:
    return changed(source, table=table)


def graph_with(graph: EnvironmentGraph, dataset: str, source: Source) -> EnvironmentGraph:
    """The graph in which a dataset is read from another source."""
    node = graph.datasets[dataset]
    other = changed(node.dataset, source=source)
    spec = changed(graph.spec, datasets={**graph.spec.datasets, dataset: other})
    return graph._replace(spec=spec, datasets={**graph.datasets, dataset: node._replace(dataset=other)})


def with_dataset(graph: EnvironmentGraph, name: str, dataset: Dataset) -> EnvironmentGraph:
    """The graph with one more dataset."""
    return graph._replace(spec=changed(graph.spec, datasets={**graph.spec.datasets, name: dataset}))
