"""How far numbers are apart, each value looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

if TYPE_CHECKING:
    from opsgen.drift.sql.sample import Sample


def apart(reference: Sample, current: Sample, column: str, rows: tuple[int, int]) -> exp.Select:
    """The greatest difference of two distribution functions and the area between them, where one engine reads both
    datasets; `rows` says how many of each have a number."""
    points = (
        exp.select("number", _total("of_reference"), _total("of_current"))
        .from_(
            exp.union(_marked(reference, column, 1, 0), _marked(current, column, 0, 1), distinct=False).subquery("n")
        )
        .group_by("number")
    )
    of_reference, of_current = (
        _share_up_to(name, count) for name, count in zip(("of_reference", "of_current"), rows, strict=True)
    )
    following = exp.Window(this=exp.Lead(this=exp.column("number")), order=_ascending())
    steps = exp.select(
        exp.alias_(exp.Abs(this=of_reference - of_current), "apart"),
        exp.alias_(following - exp.column("number"), "width"),
    ).from_(points.subquery("points"))
    return exp.select(
        exp.alias_(exp.Max(this=exp.column("apart")), "greatest"),
        exp.alias_(exp.Sum(this=exp.column("apart") * exp.column("width")), "area"),
    ).from_(steps.subquery("steps"))


def numbers(sample: Sample, column: str) -> exp.Select:
    """Each number of a column with how often it stands there, in ascending order."""
    inner = sample.rows(exp.alias_(sample.number(column), "number")).subquery("numbers")
    times = exp.alias_(exp.Count(this=exp.Star()), "times")
    there = exp.not_(exp.column("number").is_(exp.null()))
    return (
        exp.select("number", times)
        .from_(inner)
        .where(there)
        .group_by("number")
        .order_by(exp.column("number").asc(nulls_first=False))
    )


def _marked(sample: Sample, column: str, reference: int, current: int) -> exp.Select:
    value = sample.number(column)
    query = sample.rows(
        exp.alias_(value, "number"),
        exp.alias_(exp.convert(reference), "of_reference"),
        exp.alias_(exp.convert(current), "of_current"),
    )
    return query.where(exp.not_(value.copy().is_(exp.null())))


def _total(name: str) -> exp.Expr:
    return exp.alias_(exp.Sum(this=exp.column(name)), name)


def _share_up_to(name: str, rows: int) -> exp.Expr:
    """The share of the rows that have the number or one below it."""
    total = exp.Window(this=exp.Sum(this=exp.column(name)), order=_ascending())
    return exp.cast(total, "DOUBLE") / exp.cast(exp.convert(rows), "DOUBLE")


def _ascending() -> exp.Order:
    return exp.Order(expressions=[exp.column("number").asc(nulls_first=False)])
