"""Counts the rows of the current data whose value is not in the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

if TYPE_CHECKING:
    from opsgen.runtime.drift.sql.sample import DriftSample


def unseen(reference: DriftSample, current: DriftSample, column: str) -> exp.Select:
    """The rows with such a value, where one engine reads both datasets: one grouping of both, which engines can do on
    disk."""
    both = exp.union(_marked(reference, column, known=1), _marked(current, column, known=0), distinct=False)
    known, times = exp.Max(this=exp.column("known")), exp.Sum(this=exp.column("times"))
    values = (
        exp.select(exp.alias_(known, "known"), exp.alias_(times, "times"))
        .from_(both.subquery("each_row"))
        .group_by("text")
    )
    rows = exp.Coalesce(this=exp.Sum(this=exp.column("times")), expressions=[exp.Literal.number(0)])
    new = exp.column("known").eq(exp.Literal.number(0))
    return exp.select(exp.alias_(rows, "unseen")).from_(values.subquery("each_value")).where(new)


def texts(sample: DriftSample, column: str) -> exp.Select:
    """Each text of a column with its number of rows, in ascending order of code points."""
    inner = sample.rows(exp.alias_(sample.value(column), "text")).subquery("texts")
    return (
        exp.select("text", exp.alias_(exp.Count(this=exp.Star()), "times"))
        .from_(inner)
        .where(exp.not_(exp.column("text").is_(exp.null())))
        .group_by("text")
        .order_by(exp.column("text").asc(nulls_first=False))
    )


def _marked(sample: DriftSample, column: str, *, known: int) -> exp.Select:
    value = sample.value(column)
    outputs = (
        exp.alias_(value, "text"),
        exp.alias_(exp.convert(known), "known"),
        exp.alias_(exp.convert(1 - known), "times"),
    )
    return sample.rows(*outputs).where(exp.not_(value.copy().is_(exp.null())))
