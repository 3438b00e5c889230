"""How the spec says that a dataset is divided."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from opsgen.graph.partitioned import grains_in, materialization_of
from opsgen.graph.partitions.dependencies import Dependency, Window
from opsgen.graph.partitions.partitioning import Partitioning
from opsgen.graph.references import inputs_of
from opsgen.language.values import seconds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.language.dataset import Dataset


def partitioning_of(dataset: Dataset) -> Partitioning | None:
    """The partitions of a dataset; None if it has none."""
    declared, grains = dataset.partition, grains_in(dataset.source.path)
    by = (declared.by if declared is not None else None) or next(iter(grains), None)
    if by is None:
        return None
    if declared is None:
        return Partitioning(by)
    delay = timedelta(seconds=seconds(declared.delay)) if declared.delay is not None else timedelta()
    return Partitioning(by, declared.timezone, declared.column, delay, declared.lookback)


def made_by_partition(dataset: Dataset) -> Partitioning | None:
    """The partitions that runs build one at a time; None where a run builds the whole dataset."""
    return None if materialization_of(dataset).mode == "full" else partitioning_of(dataset)


def dependencies_of(name: str, datasets: Mapping[str, Dataset]) -> dict[str, Dependency]:
    """How the partitions of a dataset depend on those of each input of its transform."""
    target = partitioning_of(datasets[name])
    return {
        each.dataset: Dependency(
            target,
            partitioning_of(datasets[each.dataset]),
            Window.parse(each.window) if each.window is not None else None,
        )
        for each in inputs_of(datasets[name].transform)
    }
