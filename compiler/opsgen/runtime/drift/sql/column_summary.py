"""Summarizes the numbers of the reference in one scan."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlglot import exp

from opsgen.runtime.drift.bins import RANGES

if TYPE_CHECKING:
    from collections.abc import Collection

    from opsgen.runtime.drift.sql.sample import DriftSample


class ColumnSummary(NamedTuple):
    """A query with one row, and the names of its outputs."""

    select: exp.Select
    deciles: dict[str, list[str]]
    """The outputs with a column's deciles."""
    deviations: dict[str, str]
    """The output with a column's standard deviation."""
    distinct: dict[str, str]
    """The output with the estimated number of distinct numbers of a column."""


def outline(sample: DriftSample, columns: Collection[str], measured: Collection[str]) -> ColumnSummary:
    """The deciles of columns with numbers, about how many different ones each has, and the deviation of those that are
    `measured` in it."""
    outputs: list[exp.Expr] = []
    found, dialect = ColumnSummary(exp.select(), {}, {}, {}), sample.subject.dialect
    for number, column in enumerate(columns):
        deciles = _deciles(exp.column(f"c{number}"), dialect.name)
        found.deciles[column] = [f"c{number}_{place}" for place in range(len(deciles))]
        outputs += map(exp.alias_, deciles, found.deciles[column])
        found.distinct[column] = f"c{number}_distinct"
        outputs.append(exp.alias_(dialect.roughly_distinct(exp.column(f"c{number}")), found.distinct[column]))
        if column in measured:
            found.deviations[column] = f"c{number}_deviation"
            outputs.append(exp.alias_(exp.StddevPop(this=exp.column(f"c{number}")), found.deviations[column]))
    numbers = (exp.alias_(sample.number(column), f"c{number}") for number, column in enumerate(columns))
    return found._replace(select=exp.select(*outputs).from_(sample.rows(*numbers).subquery("numbers")))


def _deciles(value: exp.Expr, dialect: str) -> list[exp.Expr]:
    """The deciles, each of them a value of some row. Some engines return all of them in one output.

    DuckDB, PostgreSQL and Snowflake give them exactly; Spark does for up to a million values; the others about.
    """
    at = [exp.Literal.number(f"{number / RANGES:g}") for number in range(1, RANGES)]
    match dialect:
        case "duckdb":
            return [_call("quantile_disc", value, exp.Array(expressions=at))]
        case "postgres":
            return [_within(exp.PercentileDisc(this=exp.Array(expressions=at)), value)]
        case "spark":
            return [_call("percentile_approx", value, exp.Array(expressions=at), exp.Literal.number(1_000_000))]
        case "bigquery":
            everything = _call("approx_quantiles", value, exp.Literal.number(RANGES))
            return [
                exp.Bracket(this=everything.copy(), expressions=[_call("offset", exp.Literal.number(number))])
                for number in range(1, RANGES)
            ]
        case "trino":
            return [_call("approx_percentile", value, exp.Array(expressions=at))]
    return [_within(exp.PercentileDisc(this=each), value) for each in at]


def _within(percentile: exp.Expr, value: exp.Expr) -> exp.Expr:
    order = exp.Order(expressions=[exp.Ordered(this=value.copy(), nulls_first=False)])
    return exp.WithinGroup(this=percentile, expression=order)


def _call(name: str, *arguments: exp.Expr) -> exp.Expr:
    """A function by the very name that the engine has for it."""
    return exp.Anonymous(this=name, expressions=[argument.copy() for argument in arguments])
