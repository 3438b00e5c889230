"""Engines for the datasets of an environment: those behind one kind of connection share one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.graph.changed import changed
from opsgen.graph.partitioned import with_all_partitions
from opsgen.runtime.engines.engine import EngineDatasets, UnreadableError
from opsgen.sql.safety import realm

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph
    from opsgen.runtime.engines.engine import Engine


class Engines:
    """Opens each engine when the first of its datasets is used."""

    def __init__(self, graph: EnvironmentGraph, names: Iterable[str], folder: Path, writes: str | None = None) -> None:
        """`writes` is the dataset that is to be replaced, if one is."""
        self._writes = writes
        self._graph = graph
        self._folder = folder
        self._open: dict[str, Engine] = {}
        self._members: dict[str, list[str]] = {}
        for name in names:
            self._members.setdefault(self.realm(name), []).append(name)

    def realm(self, name: str) -> str:
        """A name that is equal for datasets that one query can read."""
        return realm(self._graph.spec, name)

    def of(self, name: str) -> Engine:
        """The engine that reads a dataset."""
        realm = self.realm(name)
        if realm not in self._open:
            self._open[realm] = self._engine(realm, self._datasets(self._members[realm]))
        return self._open[realm]

    def close(self) -> None:
        for engine in self._open.values():
            engine.close()

    def _datasets(self, names: Iterable[str]) -> EngineDatasets:
        """The datasets as they are now: an engine reads one version of each."""
        spec, datasets, unreadable = self._graph.spec, {}, {}
        for name in names:
            datasets[name] = with_all_partitions(spec.datasets[name])
            if datasets[name].source.layout == "versioned":
                from opsgen.runtime.engines.versions import as_read

                source = datasets[name].source
                try:
                    source = as_read(source, spec.connections[source.connection], self._folder)
                except UnreadableError as error:
                    unreadable[name] = error
                datasets[name] = changed(datasets[name], source=source)
        return EngineDatasets(datasets, spec.connections, unreadable)

    def _engine(self, realm: str, behind: EngineDatasets) -> Engine:
        if not realm:
            from opsgen.runtime.engines.duckdb.engine import DuckDbEngine

            return DuckDbEngine(behind, self._folder, self._writes)
        connection = behind.connection(next(iter(behind.datasets)))
        match connection.type:
            case "postgres":
                from opsgen.runtime.engines.postgres import PostgresEngine

                return PostgresEngine(behind, connection, self._writes)
            case "spark":
                from opsgen.runtime.engines.spark import SparkEngine

                return SparkEngine(behind, connection, self._folder)
            case "snowflake":
                from opsgen.runtime.engines.snowflake import SnowflakeEngine

                return SnowflakeEngine(behind, connection)
            case "bigquery":
                from opsgen.runtime.engines.bigquery import BigQueryEngine

                return BigQueryEngine(behind, connection)
            case "trino":
                from opsgen.runtime.engines.trino import TrinoEngine

                return TrinoEngine(behind, connection)
        raise ValueError(f"no engine reads connections of type {connection.type}")
