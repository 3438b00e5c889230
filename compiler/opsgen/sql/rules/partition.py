"""The rows of one partition: those whose time is in its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from opsgen.sql import times

if TYPE_CHECKING:
    from datetime import datetime

    from opsgen.graph.partitions.keys import Key
    from opsgen.graph.partitions.partitioning import Partitioning
    from opsgen.sql.rules.table import RuleTable


def within(table: RuleTable, partitioning: Partitioning, key: Key) -> exp.Expr | None:
    """True for the rows of a partition. None if no column says which rows these are, only the path of their file.

    Raises MissingColumnError if the data does not have the column.
    """
    if partitioning.column is None:
        return None
    column = table.plain(partitioning.column)
    start, end = _bounds(table, partitioning, key)
    return exp.and_(exp.GTE(this=column, expression=start), exp.LT(this=column.copy(), expression=end))


def outside(table: RuleTable, partitioning: Partitioning, key: Key) -> exp.Expr | None:
    """True for the rows that are not of a partition, and for those without a time."""
    inside = within(table, partitioning, key)
    return None if inside is None else exp.not_(exp.Coalesce(this=exp.paren(inside), expressions=[exp.false()]))


def _bounds(table: RuleTable, partitioning: Partitioning, key: Key) -> tuple[exp.Expr, exp.Expr]:
    """The start and the end, as the column's values are compared: dates of the calendar, instants, or local times."""
    column = partitioning.column or ""
    kind = table.kind(column)
    if kind.family == "date":
        return _date(key.label), _date(partitioning.next(key).label)
    interval = partitioning.interval(key)
    if kind.zoned:
        return _instant(interval.start), _instant(interval.end)
    zone = table.zone(column)
    return _local(times.local(interval.start, zone)), _local(times.local(interval.end, zone))


def _date(day: datetime) -> exp.Expr:
    return exp.cast(exp.Literal.string(day.date().isoformat()), "DATE")


def _instant(moment: datetime) -> exp.Expr:
    return exp.cast(exp.Literal.string(moment.isoformat(sep=" ")), "TIMESTAMPTZ")


def _local(moment: datetime) -> exp.Expr:
    return exp.cast(exp.Literal.string(moment.replace(tzinfo=None).isoformat(sep=" ")), "TIMESTAMP")
