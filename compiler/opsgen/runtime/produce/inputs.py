"""Tokens of the inputs of a version. The ledger records them, so that it shows from which data the version was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.graph.partitions.declared import made_by_partition
from opsgen.graph.partitions.dependencies import WHOLE, Dependency, Window
from opsgen.runtime.engines.engine import QueryError
from opsgen.runtime.engines.open import Engines
from opsgen.runtime.staging.open import store_of
from opsgen.runtime.staging.store import StagingError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph
    from opsgen.graph.partitions.keys import Key


def input_tokens(
    graph: EnvironmentGraph, dataset: str, key: Key | None, names: Sequence[str], folder: Path
) -> dict[str, str]:
    """A token of each input: of the partitions that a partition of the dataset is made from, or of all."""
    found, engines = {}, Engines(graph, names, folder)
    try:
        for name in names:
            try:
                store = store_of(graph, name, folder, lambda name=name: engines.of(name))  # type: ignore[misc]
                found[name] = store.token(_partitions(graph, dataset, key, name))
            except (StagingError, QueryError):  # Whoever reads an input may be refused its ledger.
                continue
    finally:
        engines.close()
    return found


def _partitions(graph: EnvironmentGraph, dataset: str, key: Key | None, name: str) -> list[str] | None:
    """The partitions of an input that a partition of the dataset is made from. None for all of it."""
    datasets, window = graph.spec.datasets, graph.datasets[dataset].producer.windows.get(name)
    dependency = Dependency(
        made_by_partition(datasets[dataset]),
        made_by_partition(datasets[name]),
        None if window is None else Window.parse(window),
    )
    needed = dependency.needed(key)
    return None if needed in ([], [WHOLE]) else [str(each) for each in needed]
