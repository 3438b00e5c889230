"""The store of a dataset, by where its data lies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from opsgen.graph.partitioned import materialization_of
from opsgen.graph.rules import quarantine_of
from opsgen.runtime.engines.objects import is_object
from opsgen.runtime.staging.files import LocalFileStore
from opsgen.runtime.staging.store import NotStagedError, StagingError
from opsgen.sql.safety import QUARANTINED, STAGED
from opsgen.sql.sources.locations import address, is_remote, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlglot import exp

    from opsgen.graph import EnvironmentGraph
    from opsgen.language.connection import Connection
    from opsgen.language.dataset import Source
    from opsgen.runtime.engines.engine import Engine
    from opsgen.runtime.staging.store import Quarantine, Store
    from opsgen.runtime.staging.tables import TableEngine
    from opsgen.sql.rules.relation import SourceColumn


def store_of(graph: EnvironmentGraph, name: str, folder: Path, engine: Callable[[], Engine]) -> Store:
    """The store of a dataset. `engine` opens the engine that writes it; `folder` is the project's.

    Raises StagingError where nothing can be staged.
    """
    store, quarantine = _store_of(graph, name, folder, engine), quarantine_of(name, graph.spec.datasets[name])
    if quarantine is not None:
        store.quarantine = _quarantine(graph, store, name, quarantine, folder, engine)
    return store


def _quarantine(
    graph: EnvironmentGraph, store: Store, name: str, quarantine: str, folder: Path, engine: Callable[[], Engine]
) -> Quarantine:
    """Where rows of a dataset are quarantined: a place of the same kind, since both are published together."""
    source, connection = graph.spec.datasets[quarantine].source, graph.spec.datasets[name].source.connection
    if source.connection == connection and source.layout is None:
        if type(store) is LocalFileStore and "*" in (source.path or ""):
            from opsgen.runtime.staging.quarantine_files import QuarantineFiles

            return QuarantineFiles(source, Path(_root(graph.spec.connections[connection], folder)))
        if source.path is None and graph.spec.connections[connection].type in QUARANTINED:
            from opsgen.runtime.staging.quarantine_table import QuarantineTable

            opened = cast("Callable[[], TableEngine]", engine)
            return QuarantineTable(opened, source, graph.spec.connections[connection])
    raise StagingError(f"rows of {name} cannot be moved to {quarantine}; `opsgen lint` shows why")


def _store_of(graph: EnvironmentGraph, name: str, folder: Path, engine: Callable[[], Engine]) -> Store:
    source, how = graph.spec.datasets[name].source, materialization_of(graph.spec.datasets[name])
    connection = graph.spec.connections[source.connection]
    if source.path is not None and how.mode == "incremental":
        raise StagingError("`materialize: incremental` merges rows into a table, and this dataset is in files")
    if source.layout == "versioned":
        return _versioned(source, connection, folder)
    if source.path is not None and connection.type != "spark":
        root = _root(connection, folder)
        if not is_remote(root):
            return LocalFileStore(source, Path(root))
        if is_object(root):
            from opsgen.runtime.staging.objects import ObjectStore

            return ObjectStore(source, connection, root)
    elif source.path is None and connection.type in STAGED:
        from opsgen.runtime.staging.tables import TableStore

        return TableStore(cast("Callable[[], TableEngine]", engine), source, connection, _within(graph, name), how)
    raise NotStagedError(
        f"nothing can be staged at {shown(connection, source)}, so its rows cannot be checked before they are published"
    )


def _root(connection: Connection, folder: Path) -> str:
    """The folder or the address that contains the files of a connection."""
    return folder.as_posix() if connection.type == "duckdb" else address(connection, "", folder)


def _versioned(source: Source, connection: Connection, folder: Path) -> Store:
    from opsgen.runtime.engines.engine import UnreadableError
    from opsgen.runtime.engines.versions import root_of
    from opsgen.runtime.staging.folders import VersionedFolderStore

    try:
        return VersionedFolderStore(source, root_of(connection, folder))
    except UnreadableError as error:
        raise StagingError(str(error)) from None


def _within(graph: EnvironmentGraph, name: str) -> Callable[[str, Sequence[SourceColumn]], exp.Expr | None]:
    from opsgen.graph.partitions.declared import partitioning_of
    from opsgen.sql.dialects import DIALECTS
    from opsgen.sql.rules.partition import within
    from opsgen.sql.rules.relation import Relation
    from opsgen.sql.rules.table import RuleTable
    from opsgen.sql.safety import DIALECTS as NAMES
    from opsgen.sql.sources.tables import table_of

    dataset = graph.spec.datasets[name]
    connection = graph.spec.connections[dataset.source.connection]
    dialect = DIALECTS[NAMES[connection.type]]

    def condition(partition: str, columns: Sequence[SourceColumn]) -> exp.Expr | None:
        partitioning = partitioning_of(dataset)
        if partitioning is None:
            return None
        relation = Relation(name, table_of(dataset.source, connection), tuple(columns), dialect.name)
        return within(RuleTable(dataset, relation, dialect), partitioning, partitioning.parse(partition))

    return condition
