"""The partitions of a dataset are declared in a way that does not say which rows, or which files, belong to which.

Why: a run builds, checks and repairs one partition alone. If two partitions shared rows, or a row had none, runs would
overwrite each other or lose data. Hours are hours in UTC, because the hours of a local clock are not all different.

Example:

    source: {connection: lake, path: "events/{hour}.parquet"}
    partition: {by: day, timezone: Europe/Berlin}

Use instead:

    source: {connection: lake, path: "events/{day}.parquet"}
    partition: {by: day, timezone: Europe/Berlin}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.diagnostics.suggest import listed
from opsgen.graph.formats import format_of
from opsgen.graph.partitioned import grains_in, materialization_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.graph import DatasetNode, EnvironmentGraph
    from opsgen.language.dataset import Dataset, Grain, Partition

CODE = Code("LNG222", "invalid-partition", __doc__)

TIMES = ("date", "timestamp")
ONE_FILE = ("csv", "json", "parquet")
"""The formats in which a path without `*` is one file."""


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, dataset in graph.spec.datasets.items():
        grains = grains_in(dataset.source.path)
        if len(grains) > 1:
            yield _several(("datasets", name, "source", "path"), grains)
        elif dataset.partition is not None:
            yield from _check(graph.datasets[name], dataset.partition, next(iter(grains), None))


def _several(path: Path, grains: list[Grain]) -> Finding:
    found = " and ".join(f"`{{{grain}}}`" for grain in grains)
    help_ = f"keep {listed(f'{{{grain}}}' for grain in grains)}; a partition has one length"
    return Finding(Place(path), f"this path has {found}", (help_,))


def _check(node: DatasetNode, partition: Partition, placeholder: Grain | None) -> Iterator[Finding]:
    path = ("datasets", node.name, "partition")
    by = partition.by or placeholder
    if by is None:
        yield Finding(Place(path, "key"), "`partition` does not say how long a partition is", ("add `by: day`",))
        return
    if placeholder is not None and by != placeholder:
        message = f"the partitions are by {by}, and the path has a file for each {placeholder}"
        related = ((Place(("datasets", node.name, "source", "path")), "the path is here"),)
        help_ = f"write `by: {placeholder}`, or `{{{by}}}` in the path"
        yield Finding(Place((*path, "by")), message, (help_,), related)
    if by == "hour" and partition.timezone != "UTC":
        message = f"hours are always hours in UTC, not in {partition.timezone}"
        yield Finding(Place((*path, "timezone")), message, ("remove `timezone`, or partition `by: day`",))
    yield from _column(node.name, node.dataset, partition, by)
    if placeholder is None:
        yield from _without_placeholder(node, partition, by)


def _column(name: str, dataset: Dataset, partition: Partition, by: Grain) -> Iterator[Finding]:
    column = dataset.columns.get(partition.column or "")
    if column is None:
        return  # Columns that are not declared are reported as such.
    place = Place(("datasets", name, "partition", "column"))
    related = ((Place(("datasets", name, "columns", str(partition.column), "type")), "its type is declared here"),)
    if column.type not in TIMES:
        message = f"`{partition.column}` is of type {column.type}, so it does not say which partition a row belongs to"
        yield Finding(place, message, ("name a column of type `date` or `timestamp`",), related)
    elif column.type == "date" and by == "hour":
        message = f"`{partition.column}` is a date, which does not say which hour a row belongs to"
        yield Finding(place, message, ("name a column of type `timestamp`, or partition `by: day`",), related)


def _without_placeholder(node: DatasetNode, partition: Partition, by: Grain) -> Iterator[Finding]:
    source, example = node.dataset.source, f"{{{by}}}"
    if partition.column is None:
        other = f", or put `{example}` into the path" if source.path is not None else ""
        message = "`partition` has no `column`, so nothing says which partition a row belongs to"
        help_ = f"add `column:` with a column of type `date` or `timestamp`{other}"
        yield Finding(Place(("datasets", node.name, "partition"), "key"), message, (help_,))
    path, format_ = source.path or "", source.format or format_of(source.path or "")
    is_made = node.producer.is_opsgen
    one_file = bool(path) and "*" not in path and (source.layout == "versioned" or format_ in ONE_FILE)
    if is_made and one_file and materialization_of(node.dataset).mode == "partition":
        folder, slash, file = path.rpartition("/")
        stem, dot, ending = file.partition(".")
        written = f"{folder}{slash}{stem}/{example}{dot or '.'}{ending or 'parquet'}"
        what = "one file" if source.layout is None else "one folder"
        message = f"a run replaces one partition, but this path is {what} for all of them"
        remedies = (f"write `{written}`, so that each partition is a file", "or write `materialize: full`")
        yield Finding(Place(("datasets", node.name, "source", "path")), message, remedies)
