"""What the spec says of partitioned datasets: placeholders in paths, and how a run changes what is there.

The arithmetic of partitions is in `partitions/`, which lint does not need.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from opsgen.language.values import PLACEHOLDER

if TYPE_CHECKING:
    from opsgen.graph.partitions.keys import Key
    from opsgen.language.dataset import Dataset, Grain, MaterializeMode


class Materialization(NamedTuple):
    """The mode, and for `incremental` which rows are the same and which of them stays."""

    mode: MaterializeMode
    unique_key: tuple[str, ...] = ()
    version_column: str | None = None
    on_conflict: Literal["error", "ignore"] | None = None


def is_partitioned(dataset: Dataset) -> bool:
    """Whether a dataset has partitions, by its own key or by a placeholder in its path."""
    return dataset.partition is not None or bool(grains_in(dataset.source.path))


def materialization_of(dataset: Dataset) -> Materialization:
    """By default a run replaces one partition, or the whole dataset where there are none."""
    written = dataset.materialize
    if written is None:
        return Materialization("partition" if is_partitioned(dataset) else "full")
    if isinstance(written, str):
        return Materialization(written)
    return Materialization(written.mode, tuple(written.unique_key or ()), written.version_column, written.on_conflict)


def grains_in(path: str | None) -> list[Grain]:
    """The grains of the placeholders in a path, each once."""
    return cast("list[Grain]", list(dict.fromkeys(re.findall(PLACEHOLDER, path or ""))))


def path_of(path: str, key: Key | str) -> str:
    """The path of the files of one partition."""
    return re.sub(PLACEHOLDER, str(key), path)


def with_all_partitions(dataset: Dataset) -> Dataset:
    """The dataset with a `*` for each placeholder in its path, so that all partitions are read as one."""
    path = dataset.source.path
    if path is None or not re.search(PLACEHOLDER, path):
        return dataset
    from opsgen.graph.changed import changed

    return changed(dataset, source=changed(dataset.source, path=re.sub(PLACEHOLDER, "*", path)))
