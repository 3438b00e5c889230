"""Queries for fingerprints of the rows of a table: two numbers that change whenever the rows do.

The order of rows does not matter, and neither does a new column that is null in all rows.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Sequence


def of_values(table: exp.Table, columns: Sequence[str], within: exp.Expr | None) -> exp.Query:
    """In DuckDB: how many rows there are, and the sum of their hashes."""
    return _counted(table, exp.Sum(this=_combined([_hash(name) for name in columns])), within)


def of_transactions(table: exp.Table, within: exp.Expr | None) -> exp.Query:
    """In PostgreSQL: how many rows there are, and the sum of the ids of the transactions that wrote them.

    A transaction that changes rows has a greater id than those that wrote them. So it changes the sum, or the number.
    """
    written = exp.cast(exp.cast(exp.column("xmin"), "text"), "bigint")
    return _counted(table, exp.Sum(this=written), within)


def _counted(table: exp.Table, total: exp.Expr, within: exp.Expr | None) -> exp.Query:
    count = exp.alias_(exp.Count(this=exp.Star()), "rows", quoted=True)
    query = exp.select(count, exp.alias_(total, "total", quoted=True)).from_(table.copy())
    return query if within is None else query.where(within)


def _hash(name: str) -> exp.Expr:
    column = exp.column(name, quoted=True)
    hashed = exp.Anonymous(this="hash", expressions=[exp.Literal.string(name), column])
    return (
        exp.Case()
        .when(column.is_(exp.null()), exp.cast(exp.Literal.number(0), "ubigint", dialect="duckdb"))
        .else_(hashed)
    )


def _combined(hashes: list[exp.Expr]) -> exp.Expr:
    # In pairs, because a chain over all columns of a wide table would be nested too deeply for the parser.
    while len(hashes) > 2:
        hashes = [_both(hashes[each : each + 2]) for each in range(0, len(hashes), 2)]
    return _both(hashes)


def _both(hashes: Sequence[exp.Expr]) -> exp.Expr:
    return reduce(lambda one, other: exp.Anonymous(this="xor", expressions=[one, other]), hashes)
