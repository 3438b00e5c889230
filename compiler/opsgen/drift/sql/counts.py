"""How many rows have which value, and lie in which bin: all columns by one scan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from opsgen.drift.bins import VALUES, NumberBins, ValueBins

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.drift.bins import Bins
    from opsgen.drift.sql.sample import Sample


def counts(sample: Sample, keys: Mapping[str, exp.Expr]) -> exp.Select:
    """How many rows have each value of each key, by one scan. Each row of the answer has a value for one key only."""
    inner = sample.rows(*(exp.alias_(key, alias) for alias, key in keys.items()))
    sets = exp.GroupingSets(expressions=[exp.paren(exp.column(alias)) for alias in keys])
    times = exp.alias_(exp.Count(this=exp.Star()), "times")
    query = exp.select(*(exp.column(alias) for alias in keys), times).from_(inner.subquery("keys"))
    query.set("group", exp.Group(expressions=[sets]))
    return query


def frequent(sample: Sample, columns: Mapping[str, str]) -> exp.Select:
    """The most frequent values of several columns: rows with a value in one column, which is the one it is of."""
    there = [exp.not_(exp.column(alias).is_(exp.null())) for alias in columns.values()]
    which = exp.Case(
        ifs=[exp.If(this=each, true=exp.Literal.number(n)) for n, each in enumerate(there)],
        default=exp.Literal.number(len(there)),
    )
    order = [exp.Ordered(this=exp.column("times"), desc=True, nulls_first=False)]
    order += [exp.Ordered(this=exp.column(alias), nulls_first=False) for alias in columns.values()]
    place = exp.Window(this=exp.RowNumber(), partition_by=[which], order=exp.Order(expressions=order))
    counted = counts(sample, {alias: sample.value(column) for column, alias in columns.items()})
    names = [exp.column(alias) for alias in columns.values()]
    ranked = exp.select(*names, "times", exp.alias_(place, "place")).from_(counted.subquery("counted"))
    return (
        exp.select(*(name.copy() for name in names), "times")
        .from_(ranked.subquery("ranked"))
        .where(exp.column("place") <= VALUES, exp.or_(*(each.copy() for each in there)))
        .order_by("place")
    )


def bin_of(sample: Sample, column: str, bins: Bins) -> exp.Expr:
    """The number of the bin that a row's value lies in."""
    value = sample.number(column) if isinstance(bins, NumberBins) else sample.value(column)
    missing = value.copy().is_(exp.null())
    conditions = [missing, *_conditions(value, bins)]
    last = len(bins.names()) - 1
    numbers = [last, *range(len(conditions) - 1)]
    return exp.Case(
        ifs=[exp.If(this=each, true=exp.convert(number)) for each, number in zip(conditions, numbers, strict=True)],
        default=exp.convert(last - 1),
    )


def _conditions(value: exp.Expr, bins: Bins) -> list[exp.Expr]:
    if isinstance(bins, ValueBins):
        return [value.copy().eq(exp.convert(each)) for each in bins.values]
    return [value.copy() <= exp.cast(exp.Literal.string(repr(edge)), "DOUBLE") for edge in bins.edges]
