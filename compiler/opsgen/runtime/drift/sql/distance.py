"""Measures the distance between numbers, value by value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

if TYPE_CHECKING:
    from opsgen.runtime.drift.sql.sample import DriftSample


def distance(reference: DriftSample, current: DriftSample, column: str, rows: tuple[int, int]) -> exp.Select:
    """The greatest difference of two distribution functions and the area between them, where one engine reads both
    datasets; `rows` says how many of each have a number.

    A row of either dataset weighs as much as the other has rows, with opposite signs: so the sum of the weights up to
    a number is a whole one, and exact.
    """
    of_reference, of_current = rows
    both = exp.union(_weighed(reference, column, of_current), _weighed(current, column, -of_reference), distinct=False)
    weight = exp.Sum(this=exp.column("weight"))
    points = exp.select("number", exp.alias_(weight, "weight")).from_(both.subquery("each_row")).group_by("number")
    up_to = exp.cast(exp.Window(this=weight.copy(), order=_ascending()), "DOUBLE")
    following = exp.Window(this=exp.Lead(this=exp.column("number")), order=_ascending())
    whole = exp.cast(exp.convert(of_reference), "DOUBLE") * exp.cast(exp.convert(of_current), "DOUBLE")
    steps = exp.select(
        exp.alias_(exp.Abs(this=up_to / exp.paren(whole)), "apart"),
        exp.alias_(following - exp.column("number"), "width"),
    ).from_(points.subquery("points"))
    return exp.select(
        exp.alias_(exp.Max(this=exp.column("apart")), "greatest"),
        exp.alias_(exp.Sum(this=exp.column("apart") * exp.column("width")), "area"),
    ).from_(steps.subquery("steps"))


def numbers(sample: DriftSample, column: str) -> exp.Select:
    """Each number of a column with its number of rows, in ascending order."""
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


def _weighed(sample: DriftSample, column: str, weight: int) -> exp.Select:
    value = sample.number(column)
    outputs = exp.alias_(value, "number"), exp.alias_(exp.cast(exp.convert(weight), "BIGINT"), "weight")
    return sample.rows(*outputs).where(exp.not_(value.copy().is_(exp.null())))


def _ascending() -> exp.Order:
    return exp.Order(expressions=[exp.column("number").asc(nulls_first=False)])
