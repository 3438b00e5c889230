"""A path does not allow new data to be staged, or would read staged data before it has passed its checks.

Why: opsgen writes new data to the folder `_opsgen`, or beside the old data if that is on another file system, under a
name that ends in `.opsgen-` and the run. It checks the new data, then it replaces the old data in one step. A path with
`*` does not name the file to replace, and a folder cannot be replaced in one step. A path that ends in `*` or contains
`**` can match staged files, so its readers would see unchecked data.

Example:

    scores:
      source: {connection: lake, path: "scores/*.parquet"}
      publish: after_checks

Use instead:

    scores:
      source: {connection: lake, path: "scores/{day}.parquet"}
      publish: after_checks
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.graph.formats import format_of
from opsgen.language.values import PLACEHOLDER
from opsgen.sql.sources.locations import is_remote, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import DatasetNode, EnvironmentGraph
    from opsgen.language.dataset import Source

CODE = Code("LNG227", "unpublishable-path", __doc__)

FOLDERS = ("delta", "iceberg")
"""The formats of folders whose table is replaced in one step."""
SUFFIXES = {"csv": ".csv", "json": ".jsonl", "parquet": ".parquet"}
LEDGERS = "_opsgen"
"""The folder below the root of a connection in which opsgen records what was published."""


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, dataset in graph.spec.datasets.items():
        source = dataset.source
        path, place = source.path, Place(("datasets", name, "source", "path"))
        connection = graph.spec.connections.get(source.connection)
        if connection is None:
            continue  # That it is unknown is reported already.
        if graph.datasets[name].is_staged and _is_never_staged(connection.type, source):
            yield _without_store(name, connection.type, is_table=path is None)
            continue
        if path is None:
            if source.layout is not None:
                place = Place(("datasets", name, "source", "layout"), "key")
                yield Finding(place, "`layout` applies to files, and the data is a table", ("remove `layout`",))
            continue
        format_ = source.format or format_of(path)
        if source.layout is not None and is_remote(shown(connection, source)):
            place = Place(("datasets", name, "source", "layout"), "key")
            remedy = "remove `layout`: an object is replaced in one step"
            yield Finding(place, "`layout: versioned` is for folders on this machine, not for object stores", (remedy,))
        elif (reserved := _reserved(path, format_)) is not None:
            yield Finding(place, *reserved)
        elif graph.datasets[name].is_staged and format_ not in FOLDERS:
            yield from _unstageable(graph.datasets[name], path, place)


def _is_never_staged(type_: str, source: Source) -> bool:
    """Whether opsgen has no way to stage data at this place."""
    if source.table is not None:
        return type_ in ("trino", "spark")
    return type_ == "spark" and source.path is not None and source.layout is None


def _without_store(name: str, type_: str, *, is_table: bool) -> Finding:
    place = Place(("datasets", name, "source", "table" if is_table else "path"))
    what = f"tables of {type_} cannot be replaced in one step" if is_table else "Spark writes several files"
    others = () if is_table else ("add `layout: versioned`",)
    accept = "write `publish: in_place`, and readers see data before its checks"
    message = f"new data cannot be checked before it is published here: {what}"
    return Finding(place, message, (*others, f"or {accept}" if others else accept))


def _reserved(path: str, format_: str | None) -> tuple[str, tuple[str, ...]] | None:
    """Why a path can match what opsgen stages or records, and what to do."""
    *folders, file = re.sub(PLACEHOLDER, "*", path).split("/")
    if "**" in path:
        return "`**` also matches the folders of versions that are not published", (
            "write one `*` for each folder level",
        )
    if LEDGERS in folders or re.search(r"\.opsgen-[^/]*$|\.ledger$", file):
        return "opsgen reserves this name for staged data and records", ("give the file another name",)
    if file.endswith("*"):
        suffix = SUFFIXES.get(format_ or "", ".parquet")
        message = "this path also matches data that is staged and not checked yet, since its end is not fixed"
        return message, (f"end it with the suffix of the files, such as `{path}{suffix}`",)
    return None


def _unstageable(node: DatasetNode, path: str, place: Place) -> Iterator[Finding]:
    is_folder = path.endswith("/") or "." not in path.rpartition("/")[2]
    if node.dataset.source.layout == "versioned":
        if "*" in path:
            folder = path.partition("*")[0].rpartition("/")[0]
            remedy = f"write the folder that contains the versions, such as `{folder or node.name}`"
            yield Finding(place, "with `layout: versioned` the path is a folder, without `*`", (remedy,))
        elif re.search(PLACEHOLDER, path):
            remedies = ("remove `layout`, and give each partition a file", "or remove the partition from the path")
            yield Finding(place, "`layout: versioned` publishes a whole dataset, and not one partition", remedies)
        return
    if "*" not in path and not is_folder:
        return
    what = "a path with `*` does not name the file" if "*" in path else "a folder cannot be replaced in one step"
    message = f"new data cannot be checked before it is published here: {what}"
    named = f"{path.partition('*')[0].rstrip('/') or node.name}.parquet" if is_folder else path.replace("*", "{day}", 1)
    help_ = (
        f"name one file, or one for each partition, such as `{named}`",
        "or write the folder as `path`, and `layout: versioned`",
        "or write `publish: in_place`, and readers see data before its checks",
    )
    yield Finding(place, message, help_)
