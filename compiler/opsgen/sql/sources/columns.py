"""Columns as they lie in the data, and how their values are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from opsgen.sql.relation import SourceColumn
from opsgen.sql.sources.notation import PLAIN, notation
from opsgen.sql.sources.text import from_text
from opsgen.sql.types import Kind, kind

if TYPE_CHECKING:
    from opsgen.spec.dataset import Dataset, LogicalType
    from opsgen.sql.sources.notation import Notation


def typed(name: str, type_: str) -> SourceColumn:
    """A column that has a type of its own."""
    physical = exp.DataType.build(type_, dialect="duckdb", udt=True)
    found = kind(physical, "duckdb")
    if found.family == "string" and type_ != "VARCHAR":
        return SourceColumn(name, type_, found, exp.cast(exp.column(name, quoted=True), "TEXT"))
    return SourceColumn(name, type_, found)


def of_csv(name: str, dataset: Dataset) -> SourceColumn:
    """A column of text, whose values are of the declared type."""
    return of_text(name, declared_type(name, dataset), notation(dataset.source))


def of_text(name: str, type_: LogicalType, written: Notation = PLAIN) -> SourceColumn:
    """A column of text, such as that of a folder's name, whose values are of a type."""
    value = from_text(exp.column(name, quoted=True), type_, written)
    return SourceColumn(name, "text", Kind(type_, floating=type_ == "number"), value, fallible=value is not None)


def moment(name: str) -> exp.Expr:
    """A BigQuery timestamp, which does not compare with a DATETIME, as its literals are, as one of these."""
    return exp.cast(exp.column(name, quoted=True), "TIMESTAMP")


def declared_type(name: str, dataset: Dataset) -> LogicalType:
    """What the spec says of a column that the data has, in whatever case; text, where it says nothing."""
    exact = dataset.columns.get(name)
    if exact is not None:
        return exact.type
    folded = name.casefold()
    alike = (column.type for declared, column in dataset.columns.items() if declared.casefold() == folded)
    return next(alike, "string")
