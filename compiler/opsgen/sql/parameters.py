"""The parameters of a transform's SQL: where the partition that it builds starts and ends, as typed literals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from opsgen.graph.partitions.partitioning import Partitioning

if TYPE_CHECKING:
    from datetime import datetime

    from opsgen.graph.partitions.keys import Key
    from opsgen.language.dataset import Dataset, LogicalType


def parameters(dataset: Dataset, partitioning: Partitioning, key: Key, dialect: str) -> dict[str, exp.Expr]:
    """The parameters for a partition of a dataset, by name.

    Those of the interval are instants in UTC. Those of the partition are of the type of its column: for a `date` the
    dates of its calendar, otherwise the same instants.
    """
    column = dataset.columns.get(partitioning.column or "")
    return _of_interval(partitioning, key, column.type if column is not None else None, dialect)


def example_parameters(column: LogicalType, dialect: str) -> dict[str, exp.Expr]:
    """The parameters for some partition by a column of this type, to check SQL that has them."""
    days = Partitioning("day")
    return _of_interval(days, days.parse("2000-01-01"), column, dialect)


def _of_interval(partitioning: Partitioning, key: Key, column: LogicalType | None, dialect: str) -> dict[str, exp.Expr]:
    interval = partitioning.interval(key)
    start, end = _instant(interval.start, dialect), _instant(interval.end, dialect)
    if column != "date":
        return {"interval_start": start, "interval_end": end, "partition_start": start, "partition_end": end}
    first, after = _date(key.label), _date(partitioning.next(key).label)
    return {"interval_start": start, "interval_end": end, "partition_start": first, "partition_end": after}


def _instant(moment: datetime, dialect: str) -> exp.Expr:
    if dialect == "bigquery":
        # Timestamps are read as DATETIME there, in UTC (see `sources/columns.py`), which compares with no TIMESTAMP.
        return exp.cast(exp.Literal.string(moment.replace(tzinfo=None).isoformat(sep=" ")), "TIMESTAMP")
    return exp.cast(exp.Literal.string(moment.isoformat(sep=" ")), "TIMESTAMPTZ")


def _date(day: datetime) -> exp.Expr:
    return exp.cast(exp.Literal.string(day.date().isoformat()), "DATE")
