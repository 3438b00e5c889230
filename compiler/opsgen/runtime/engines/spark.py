"""Apache Spark, through pyspark: on this machine or on a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlglot import exp

from opsgen.runtime.engines.driver import driver
from opsgen.runtime.engines.engine import QueryError, UnreadableError, leads_out, place_of_result
from opsgen.runtime.engines.server import said
from opsgen.sql.dialects import DIALECTS
from opsgen.sql.rules.relation import Relation, SourceColumn
from opsgen.sql.rules.types import ElementType, ValueKind, kind
from opsgen.sql.sources.locations import is_remote, outside, special_at
from opsgen.sql.sources.spark import file_format, of_csv, options, view
from opsgen.sql.sources.tables import table_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from opsgen.language.connection import SparkConnection
    from opsgen.language.dataset import Dataset
    from opsgen.runtime.engines.engine import EngineDatasets, Rejected
    from opsgen.sql.dialects import Dialect

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.caseSensitive": "false",
    # Otherwise Spark would replace `${env:NAME}` in the text of a query by the value of the environment variable.
    "spark.sql.variable.substitute": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.ui.enabled": "false",
}


class SparkEngine:
    """Reads tables of a catalogue, and files."""

    def __init__(self, behind: EngineDatasets, connection: SparkConnection, folder: Path) -> None:
        self._behind = behind
        self._settings = connection
        self._folder = folder
        self._driver = driver("pyspark.sql", "spark")
        self._error: type[Exception] = driver("pyspark.errors", "spark").PySparkException
        try:
            self._session = self._connect()
        except Exception as error:  # any layer of Spark may raise its own error when a cluster is unreachable
            raise UnreadableError(f"Spark at {connection.master} cannot be reached: {said(error)}") from None

    @property
    def dialect(self) -> Dialect:
        return DIALECTS["spark"]

    def reach(self, name: str) -> None:
        """Nothing: a cluster that cannot be reached fails at once, and a dataset when it is read."""

    def relation(self, name: str) -> Relation:
        dataset = self._behind.datasets[name]
        if name in self._behind.unreadable:
            raise self._behind.unreadable[name]
        try:
            if dataset.source.path is not None:
                return self._files(name, dataset, dataset.source.path)
            table = self._table(name)
            return Relation(name, table, self._columns(self._session.table(table.sql("spark"))), "spark")
        except self._error as error:
            raise UnreadableError(said(error)) from None

    def row(self, query: exp.Query) -> Mapping[str, Any]:
        names, rows = self.rows(query)
        return dict(zip(names, next(rows), strict=True))

    def rows(self, query: exp.Query) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
        try:
            frame = self._session.sql(query.sql("spark", comments=False))
        except self._error as error:
            raise QueryError(said(error)) from None
        return frame.columns, self._fetch(frame)

    def arrival(self, name: str) -> datetime | None:  # noqa: ARG002
        return None

    def places(self, name: str, column: str, texts: Sequence[str]) -> Sequence[str]:  # noqa: ARG002
        return [""] * len(texts)

    def leave_out(self, name: str) -> Rejected | None:  # noqa: ARG002
        return None

    def progress(self) -> float | None:
        return None

    def write(self, name: str, query: exp.Query) -> None:
        dataset, sql = self._behind.datasets[name], query.sql("spark", comments=False)
        place = None if dataset.source.path is None else place_of_result(dataset.source, self._folder)
        try:
            if place is None:
                table = self._table(name).sql("spark")
                self._session.sql(f"CREATE OR REPLACE TABLE {table} AS {sql}")
            else:
                format_ = file_format(dataset)
                writer = self._session.sql(sql).write.mode("overwrite").format(format_)
                if format_ == "csv":
                    writer = writer.options(**options(dataset))
                writer.save(place.as_posix())
        except self._error as error:
            raise QueryError(said(error)) from None

    def close(self) -> None:
        if self._own:
            self._session.stop()

    def _connect(self) -> Any:
        self._own = self._driver.SparkSession.getActiveSession() is None
        builder = self._driver.SparkSession.builder.appName("opsgen").master(self._settings.master)
        few = {"spark.sql.shuffle.partitions": "8"} if self._settings.master.startswith("local") else {}
        for key, value in {**SETTINGS, **few}.items():
            builder = builder.config(key, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        return session

    def _table(self, name: str) -> exp.Table:
        return table_of(self._behind.datasets[name].source, self._settings)

    def _address(self, path: str) -> str:
        return path if "://" in path else (self._folder / path).resolve().as_posix()

    def _files(self, name: str, dataset: Dataset, path: str) -> Relation:
        format_, reader, address = file_format(dataset), self._session.read, self._address(path)
        if not is_remote(address) and (special := special_at(address)):
            raise UnreadableError(f"{special[0]} is {special[1]}, not a data file")
        if not is_remote(address) and (found := outside((self._folder / path).as_posix(), self._folder)):
            raise leads_out(found, self._folder)
        if format_ == "csv":
            reader = reader.options(**options(dataset))
        frame = reader.format(format_).load(address)
        if format_ == "csv":
            frame = frame if dataset.source.header else frame.toDF(*dataset.columns)
            frame = frame.replace(["", *dataset.source.null_values], None)
        frame.createOrReplaceTempView(view(name))
        columns = self._columns(frame)
        if format_ == "csv":
            columns = tuple(of_csv(column.name, dataset) for column in columns)
        return Relation(name, exp.to_table(view(name)), columns, "spark", names=dataset.source.header)

    def _columns(self, frame: Any) -> tuple[SourceColumn, ...]:
        return tuple(
            SourceColumn(field.name, inner.type, inner.kind)
            for field in frame.schema.fields
            for inner in [_inner(field.dataType)]
        )

    def _fetch(self, frame: Any) -> Iterator[tuple[Any, ...]]:
        try:
            for row in frame.toLocalIterator():
                yield tuple(row)
        except self._error as error:
            raise QueryError(said(error)) from None


def _inner(type_: Any) -> ElementType:
    """A type of Spark, with what lies within it."""
    written = type_.simpleString()
    if hasattr(type_, "fields"):
        fields = tuple((field.name, _inner(field.dataType)) for field in type_.fields)
        return ElementType(written, ValueKind("object", fields=fields))
    if hasattr(type_, "elementType"):
        return ElementType(written, ValueKind("array", item=_inner(type_.elementType)))
    if hasattr(type_, "keyType"):  # a map, whose inner names sqlglot may fail to parse
        return ElementType(written, ValueKind("object"))
    return ElementType(written, kind(exp.DataType.build(written, dialect="spark", udt=True), "spark"))
