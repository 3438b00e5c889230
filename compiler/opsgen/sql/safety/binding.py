"""Parameters such as `:interval_start` in a SELECT become values, before the SELECT is checked.

Everything after this sees typed literals only. A parameter of an engine's driver never takes part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.suggest import listed, nearest
from opsgen.sql.safety.refusal import RefusedSqlError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlglot import exp

PARAMETERS = ("interval_start", "interval_end", "partition_start", "partition_end")
"""The parameters of the SQL of transforms."""


def bind(tree: exp.Query, sql: str, dialect: str, values: Mapping[str, exp.Expr]) -> None:
    """Put the values in place of the parameters. Raises RefusedSqlError for a parameter without a value."""
    from sqlglot import exp

    def bound(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Placeholder):
            return node
        value = values.get(node.name)
        if value is None:
            raise _refused(node.name, sql, dialect, values)
        return value.copy()

    tree.transform(bound, copy=False)


def _refused(name: str, sql: str, dialect: str, values: Mapping[str, exp.Expr]) -> RefusedSqlError:
    place = _place(name, sql, dialect)
    if not values and name in PARAMETERS:
        message = f"`:{name}` is about a partition, and the dataset has no partitions"
        help_ = "add `partition: {column: …, by: day}` to the dataset, or leave the parameter out"
        return RefusedSqlError("parameter", message, help_, place)
    near = nearest(name.replace("begin", "start"), PARAMETERS)
    help_ = f"did you mean `:{near}`?" if near else f"the parameters are {listed(f':{each}' for each in PARAMETERS)}"
    called = f":{name}" if name.isidentifier() else "?"
    return RefusedSqlError("parameter", f"`{called}` is not a parameter of a transform", help_, place)


def _place(name: str, sql: str, dialect: str) -> tuple[int, int] | None:
    """Where a parameter is written: sqlglot keeps no positions of parameters."""
    import sqlglot

    colon = None
    for token in sqlglot.Dialect.get_or_raise(dialect).tokenize(sql):
        if colon is not None and token.text == name and token.start == colon + 1:
            return colon, token.end + 1
        colon = token.start if token.text == ":" else None
    return None
