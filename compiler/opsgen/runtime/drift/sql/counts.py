"""Counts rows by value and by bin, for all columns in one scan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from opsgen.runtime.drift.bins import VALUES, NumberBins, ValueBins

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from opsgen.runtime.drift.bins import Bins, Range, Value
    from opsgen.runtime.drift.queries import Values
    from opsgen.runtime.drift.sql.sample import DriftSample


UNTIMED = "untimed"
"""The column with the reason why a row is in no window."""


def per_bin(sample: DriftSample, bins: Mapping[str, Bins]) -> exp.Select:
    """How many rows lie in each bin: its number stands in the column that the bins are of, and the others are null.

    What has no bin of its own is counted as one of the reference's other values, where it has any, and else as new.
    With a window, the rows without a time are counted, too: in no bin, and by why they have none in another column."""
    values = _named([_read(sample, name, _kind(each)) for name, each in bins.items()])
    numbers: list[exp.Expr] = [
        _bin_of(column, each) for column, each in zip(_columns(bins), bins.values(), strict=True)
    ]
    untimed, columns = sample.untimed(), _columns(bins)
    if untimed is None:
        inner, outputs = sample.rows(*values), _named(numbers)
    else:
        inner = sample.rows_and_untimed(*values, exp.alias_(untimed, UNTIMED))
        why = exp.column(UNTIMED)
        timed = [exp.Case(ifs=[exp.If(this=why.copy().is_(exp.null()), true=each)]) for each in numbers]
        outputs, columns = [*_named(timed), why], [*columns, why.copy()]
    return _counted(exp.select(*outputs).from_(inner.subquery("found")), columns)


def frequent(sample: DriftSample, columns: Mapping[str, Values]) -> exp.Select:
    """The most frequent values of columns, and one more: each stands in its column, and the others are null."""
    values = [_read(sample, name, kind) for name, kind in columns.items()]
    counted = _counted(sample.rows(*_named(values)), _columns(columns))
    there = [exp.not_(column.is_(exp.null())) for column in _columns(columns)]
    of_which = exp.Case(
        ifs=[exp.If(this=each, true=exp.convert(number)) for number, each in enumerate(there)],
        default=exp.convert(len(there)),
    )
    order = [
        exp.column("times").desc(nulls_first=False),
        *(column.asc(nulls_first=False) for column in _columns(columns)),
    ]
    place = exp.Window(this=exp.RowNumber(), partition_by=[of_which], order=exp.Order(expressions=order))
    ranked = exp.select(*_columns(columns), "times", exp.alias_(place, "place")).from_(counted.subquery("counted"))
    return (
        exp.select(*_columns(columns), "times")
        .from_(ranked.subquery("ranked"))
        .where(exp.column("place") <= VALUES + 1, exp.or_(*(each.copy() for each in there)))
        .order_by(exp.column("place").asc(nulls_first=False))
    )


def _counted(rows: exp.Select, columns: Sequence[exp.Column]) -> exp.Select:
    """The number of rows of each value in each column, by one scan."""
    query = exp.select(*columns, exp.alias_(exp.Count(this=exp.Star()), "times")).from_(rows.subquery("each_row"))
    sets = exp.GroupingSets(expressions=[exp.paren(column.copy()) for column in columns])
    query.set("group", exp.Group(expressions=[sets]))
    return query


def _read(sample: DriftSample, column: str, kind: Values) -> exp.Expr:
    return sample.number(column) if kind == "numbers" else sample.value(column)


def _kind(bins: Bins) -> Values:
    """What the bins of a column are of."""
    if isinstance(bins, NumberBins):
        return "numbers"
    return "numbers" if any(type(each) is float for each in bins.values) else "values"


def _bin_of(value: exp.Expr, bins: Bins) -> exp.Expr:
    """The number of the bin of a value."""
    missing = len(bins.names()) - 1
    conditions = _conditions(value, bins)
    numbered = [(missing, value.is_(exp.null())), *enumerate(conditions)]
    return exp.Case(
        ifs=[exp.If(this=condition, true=exp.convert(number)) for number, condition in numbered],
        default=exp.convert(len(conditions)),
    )


def _conditions(value: exp.Expr, bins: Bins) -> list[exp.Expr]:
    """When a value lies in each bin but those that take what is left; the first that holds is meant."""
    if isinstance(bins, ValueBins):
        return [value.eq(_literal(each)) for each in bins.values]
    return [_up_to(value, each, each.high) for each in bins.ranges() if each.high is not None]


def _up_to(value: exp.Expr, range_: Range, high: float) -> exp.Expr:
    edge = _literal(high)
    return value.copy() <= edge if range_.closed else value.copy() < edge


def _literal(value: Value) -> exp.Expr:
    if isinstance(value, float):
        return exp.cast(exp.Literal.string(repr(value)), "DOUBLE")
    return exp.convert(value)


def _named(values: Sequence[exp.Expr]) -> list[exp.Expr]:
    """Values by short names, which no column of the data can hide."""
    return [exp.alias_(value, f"c{number}") for number, value in enumerate(values)]


def _columns(named: Collection[str]) -> list[exp.Column]:
    """What `_named` calls as many values."""
    return [exp.column(f"c{number}") for number in range(len(named))]
