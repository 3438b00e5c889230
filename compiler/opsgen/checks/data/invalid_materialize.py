"""`materialize` does not say enough to repeat a run without changing its result.

Why: runs are repeated after a failure, and past partitions are built again. `append` to a dataset without partitions
would add the same rows twice. `incremental` needs to know which rows are the same, and which of two such rows stays.

Example:

    materialize: {mode: incremental, unique_key: [order_id]}

Use instead:

    materialize: {mode: incremental, unique_key: [order_id], version_column: updated_at}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.graph.partitioned import is_partitioned, materialization_of
from opsgen.language.validate.core_schema import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.graph import EnvironmentGraph
    from opsgen.graph.partitioned import Materialization

CODE = Code("LNG223", "invalid-materialize", __doc__)

EXAMPLE = "materialize: {mode: incremental, unique_key: [id], version_column: updated_at}"
ADD_PARTITION = "add `partition: {column: …, by: day}`"
OF_INCREMENTAL = ("unique_key", "version_column", "on_conflict")


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, dataset in graph.spec.datasets.items():
        if dataset.materialize is None:
            continue
        path = ("datasets", name, "materialize")
        is_short = isinstance(dataset.materialize, str)
        mode = Place(path if is_short else (*path, "mode"))
        found = materialization_of(dataset)
        if found.mode == "incremental":
            yield from _incremental(path, mode, found)
            if dataset.source.path is not None:
                message = "`incremental` merges rows into a table, and this dataset is in files"
                yield Finding(mode, message, ("use a `table`, or partitions, and each run replaces one",))
        else:
            keys = set() if is_short else written(dataset.materialize)
            yield from _not_incremental(path, mode, found, [key for key in OF_INCREMENTAL if key in keys])
            if not is_partitioned(dataset):
                yield from _without_partition(mode, found)


def _incremental(path: Path, mode: Place, found: Materialization) -> Iterator[Finding]:
    if not found.unique_key:
        message = "`incremental` needs a `unique_key`: nothing else says which new row replaces which old one"
        yield Finding(mode, message, (f"write `{EXAMPLE}`",))
    elif found.version_column is None and found.on_conflict is None:
        message = "`incremental` does not say which of two rows with the same `unique_key` stays"
        help_ = (
            "add `version_column: …`, whose greatest value wins",
            "or add `on_conflict: error`, or `on_conflict: ignore` to keep the first row",
        )
        yield Finding(mode, message, help_)
    elif found.version_column is not None and found.on_conflict is not None:
        message = "`on_conflict` has no effect, because `version_column` decides which row stays"
        yield Finding(Place((*path, "on_conflict"), "key"), message, ("remove one of them",))


def _not_incremental(path: Path, mode: Place, found: Materialization, keys: list[str]) -> Iterator[Finding]:
    for key in keys:
        message = f"`{key}` applies to `incremental`, and the mode is `{found.mode}`"
        related = ((mode, "the mode is here"),)
        yield Finding(Place((*path, key), "key"), message, (f"remove `{key}`, or write `mode: incremental`",), related)


def _without_partition(mode: Place, found: Materialization) -> Iterator[Finding]:
    if found.mode == "append":
        message = "`append` needs a partition: a repeated run would add the same rows again"
        yield Finding(mode, message, (f"{ADD_PARTITION}, or write `incremental` with a `unique_key`",))
    elif found.mode == "partition":
        message = "the dataset has no partitions that a run could replace"
        yield Finding(mode, message, (f"{ADD_PARTITION}, or write `full`",))
