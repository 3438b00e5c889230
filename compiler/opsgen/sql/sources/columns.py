"""Columns as they lie in the data, and how their values are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from opsgen.sql.rules.relation import SourceColumn
from opsgen.sql.rules.types import ValueKind, kind
from opsgen.sql.sources.notation import PLAIN, notation
from opsgen.sql.sources.text import from_text, in_zone

if TYPE_CHECKING:
    from opsgen.language.dataset import Dataset, LogicalType
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
    return of_text(name, declared_type(name, dataset), notation(dataset.source), zone_of(name, dataset))


def of_text(name: str, type_: LogicalType, written: Notation = PLAIN, zone: str = "UTC") -> SourceColumn:
    """A column of text, such as that of a folder's name, whose values are of a type; `zone` is that of timestamps
    without an offset."""
    text = exp.column(name, quoted=True)
    value = from_text(text, type_, written)
    if value is not None and type_ == "timestamp":
        value = in_zone(text, value, zone, written)
    return SourceColumn(name, "text", ValueKind(type_, floating=type_ == "number"), value, fallible=value is not None)


def moment(name: str) -> exp.Expr:
    """A BigQuery timestamp, which does not compare with a DATETIME, as its literals are, as one of these."""
    return exp.cast(exp.column(name, quoted=True), "TIMESTAMP")


def zone_of(name: str, dataset: Dataset) -> str:
    """The time zone of a column's timestamps without an offset, or of its dates."""
    column = next((dataset.columns[each] for each in dataset.columns if each.casefold() == name.casefold()), None)
    return (column.timezone if column else None) or dataset.source.timezone or "UTC"


def declared_type(name: str, dataset: Dataset) -> LogicalType:
    """What the spec says of a column that the data has, in whatever case; text, where it says nothing."""
    exact = dataset.columns.get(name)
    if exact is not None:
        return exact.type
    folded = name.casefold()
    alike = (column.type for declared, column in dataset.columns.items() if declared.casefold() == folded)
    return next(alike, "string")
