"""Rows cannot be moved from where a dataset is stored to where its quarantine is stored.

Why: a dataset and its quarantine are published together, so that each row is in one of them. opsgen does that for
tables in one DuckDB or PostgreSQL database, and for Parquet and CSV files on this machine. Each partition has a file
of quarantined rows, whose name has the key of the partition, or `all`, in place of the `*`.

Example:

    flights:
      source: {connection: lake, path: "flights/{day}.parquet"}
    flights_rejected:
      source: {connection: lake, path: flights_rejected.parquet}

Use instead:

    flights:
      source: {connection: lake, path: "flights/{day}.parquet"}
    flights_rejected:
      source: {connection: lake, path: "rejected/flights-*.parquet"}
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.graph.formats import format_of, is_written_as
from opsgen.graph.partitioned import path_of
from opsgen.graph.rules import quarantining
from opsgen.language.values import PLACEHOLDER
from opsgen.sql.safety import QUARANTINED
from opsgen.sql.sources.locations import is_remote, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph
    from opsgen.graph.rules import Quarantining
    from opsgen.language.dataset import Source
    from opsgen.language.root import Spec

CODE = Code("LNG229", "quarantine-place", __doc__)

FORMATS = ("parquet", "csv")
UNWRITTEN = ("encoding", "skip", "comment")
"""The keys of CSV files that opsgen reads and does not write."""
SOME_KEY = "2013-07-01"


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    spec = graph.spec
    for name, dataset in spec.datasets.items():
        rule = next(quarantining(name, dataset), None)
        # What is wrong with others is reported already.
        if rule is not None and rule.target != name and rule.target in spec.datasets and graph.datasets[name].is_staged:
            found = _connections(spec, rule) or _origin(spec, rule) or _target(spec, rule)
            if found is not None:
                yield found


def _connections(spec: Spec, rule: Quarantining) -> Finding | None:
    own, other = (spec.datasets[each].source for each in (rule.dataset, rule.target))
    if own.connection not in spec.connections or own.connection == other.connection:
        return None
    message = (
        f"`{rule.target}` is stored in `{other.connection}` and `{rule.dataset}` in `{own.connection}`, and rows are "
        "moved only within one connection"
    )
    place = Place(("datasets", rule.target, "source", "connection"))
    help_ = f"store `{rule.target}` in `{own.connection}`"
    return Finding(Place(rule.path), message, (help_,), ((place, f"the connection of `{rule.target}` is set here"),))


def _origin(spec: Spec, rule: Quarantining) -> Finding | None:
    """What is wrong with the place of the dataset whose rows are moved."""
    source = spec.datasets[rule.dataset].source
    connection = spec.connections.get(source.connection)
    if connection is None:
        return None
    where = shown(connection, source)
    is_here = connection.type in ("files", "duckdb") and not is_remote(where)
    if not (is_here if source.path is not None else connection.type in QUARANTINED):
        message = f"rows cannot be moved out of a dataset that is stored here: {where}"
        help_ = "use files on this machine, or tables of DuckDB or PostgreSQL; or remove `quarantine`"
        return Finding(Place(rule.path), message, (help_,))
    problem = _unwritten(source)
    if problem is None:
        return None
    message = f"rows can be moved only out of files that opsgen can write again, and {problem}"
    help_ = "use one Parquet file, or one for each partition; or remove `quarantine`"
    related = ((Place(("datasets", rule.dataset, "source"), "key"), "the source is here"),)
    return Finding(Place(rule.path), message, (help_,), related)


def _unwritten(source: Source) -> str | None:
    """Why opsgen cannot write rows of a source without changing them."""
    if source.path is None:
        return None
    format_ = _format(source)
    if source.layout is not None:
        return "`layout: versioned` is a folder of several files"
    if format_ not in FORMATS:
        return f"it writes {' and '.join(FORMATS)} here, not {format_}"
    if source.hive_partitioning:
        return "`hive_partitioning` adds columns that are not in them"
    if key := next((key for key in UNWRITTEN if format_ == "csv" and getattr(source, key) is not None), None):
        return f"it writes CSV without `{key}`"
    return None if is_written_as(source.path, format_) else f"their names do not end as {format_} files do"


def _target(spec: Spec, rule: Quarantining) -> Finding | None:
    """What is wrong with the place that rows are moved to."""
    own, target = (spec.datasets[each].source for each in (rule.dataset, rule.target))
    place = Place(("datasets", rule.target, "source"), "key")
    related = ((Place(rule.path), "the quarantine is named here"),)
    if own.path is not None and target.path is not None:
        problem = _target_path(rule.dataset, own, target)
        help_ = f"write a path such as `rejected/{rule.dataset}-*.{_format(own)}`"
        return None if problem is None else Finding(Place((*place.path, "path")), problem, (help_,), related)
    if own.path is not None or target.path is not None:
        what = "a `table`" if own.path is None else "a `path`"
        return Finding(place, f"`{rule.dataset}` has {what}, so its quarantine needs {what}, too", (), related)
    if own.table == target.table:
        place = Place((*place.path, "table"))
        return Finding(place, f"this is the table of `{rule.dataset}` itself", ("name another table",), related)
    return None


def _target_path(name: str, own: Source, target: Source) -> str | None:
    path = target.path or ""
    if path.count("*") != 1 or re.search(PLACEHOLDER, path):
        return "the path of a quarantine has exactly one `*`, for the key of the partition or `all`"
    if _format(target) != _format(own):
        return f"`{name}` is stored as {_format(own)}, and rows are moved as they are"
    if (problem := _unwritten(target)) is not None:
        return f"opsgen cannot write these files: {problem}"
    return f"this path also matches the data of `{name}`" if _matches(path, own.path or "") else None


def _format(source: Source) -> str:
    return source.format or format_of(source.path or "") or "parquet"


def _matches(pattern: str, path: str) -> bool:
    before, _, after = pattern.partition("*")
    return re.fullmatch(f"{re.escape(before)}[^/]*{re.escape(after)}", path_of(path, SOME_KEY)) is not None
