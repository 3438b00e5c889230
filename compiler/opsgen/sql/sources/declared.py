"""A dataset as the spec describes it, when nobody has looked at its data: its columns are the declared ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from opsgen.sql.rules.relation import Relation, SourceColumn
from opsgen.sql.rules.types import of_declared
from opsgen.sql.safety import DIALECTS
from opsgen.sql.sources import columns, json, spark
from opsgen.sql.sources.files import documents, partitions, reader
from opsgen.sql.sources.locations import address
from opsgen.sql.sources.tables import table_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.language.connection import Connection
    from opsgen.language.dataset import Column, Dataset


DOCUMENTS = frozenset({"postgres", "snowflake"})
"""Dialects in which objects and arrays are taken for documents (`jsonb`, VARIANT), as they mostly are there."""


def declared(name: str, dataset: Dataset, connections: Mapping[str, Connection]) -> Relation:
    """Where the rows come from; paths are relative to the project's folder."""
    connection = connections[dataset.source.connection]
    dialect = DIALECTS[connection.type]
    if dataset.source.path is None:
        source, columnar = table_of(dataset.source, connection), dialect == "duckdb"
        return Relation(name, source, _columns(dataset, dialect), dialect, columnar=columnar, more=True)
    if dialect == "spark":
        return spark.files(name, dataset, dataset.source.path)
    return _files(name, dataset, path_address(connection, dataset.source.path))


def path_address(connection: Connection, path: str) -> str:
    """The address of a path, relative to the project's folder if it is on this machine."""
    return path if connection.type == "duckdb" else address(connection, path, Path())


def _files(name: str, dataset: Dataset, found: str) -> Relation:
    files = reader(dataset, found)
    if files.format == "json":
        folders = frozenset(column.casefold() for column in partitions(dataset.source))
        types = {column: "JSON" for column in dataset.columns if column.casefold() not in folders}
        read = json.of_declared_fields(dataset, folders)
        return Relation(name, documents(files, types), read, "duckdb", names=False)
    if files.format == "csv":
        text = tuple(columns.of_csv(column, dataset) for column in dataset.columns)
        return Relation(name, files.call(), text, "duckdb", names=dataset.source.header, more=True)
    return Relation(name, files.call(), _columns(dataset, "duckdb"), "duckdb", columnar=True, more=True)


def _columns(dataset: Dataset, dialect: str) -> tuple[SourceColumn, ...]:
    """Columns whose values are what the spec says, as the dialect names and reads them."""
    folders = {column.casefold() for column in partitions(dataset.source)}
    return tuple(
        columns.of_text(name, column.type) if name.casefold() in folders else _column(name, column, dialect)
        for name, column in dataset.columns.items()
    )


def _column(name: str, declared: Column, dialect: str) -> SourceColumn:
    if dialect == "snowflake" and name == name.lower():
        name = name.upper()  # as Snowflake stores a name that nobody quoted
    read = columns.moment(name) if dialect == "bigquery" and declared.type == "timestamp" else None
    is_document = dialect in DOCUMENTS and declared.type in ("object", "array")
    kind = of_declared(declared, document=is_document)._replace(assumed=True)
    return SourceColumn(name, declared.type, kind, read)
