"""Refuses values that a table would round: servers do so without an error when rows are inserted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from opsgen.runtime.staging.store import StagingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from opsgen.sql.rules.relation import SourceColumn


def refuse_rounding(
    staged: exp.Table,
    columns: Sequence[SourceColumn],
    target: Iterable[SourceColumn],
    dialect: str,
    count: Callable[[exp.Query], int],
) -> None:
    """Raise StagingError if a column of the target has fewer digits after the point than a staged value.

    `count` runs a query.
    """
    known = {column.name: column for column in target}
    for column in columns:
        narrow = known.get(column.name)
        if narrow is None or not _can_round(column, narrow):
            continue
        value = exp.column(column.name, quoted=True)
        kept = exp.cast(value.copy(), exp.DataType.build(narrow.type, dialect=dialect))
        number = exp.alias_(exp.Count(this=exp.Star()), "rows", quoted=True)
        if rows := count(exp.select(number).from_(staged.copy()).where(exp.NullSafeNEQ(this=kept, expression=value))):
            values = "1 value" if rows == 1 else f"{rows:,} values"
            raise StagingError(
                f"{values} of `{column.name}` would be rounded: the column of the table is {narrow.type}, and that of "
                f"the new rows is {column.type}; round the values first, or change the column of the table"
            )


def _can_round(column: SourceColumn, narrow: SourceColumn) -> bool:
    """Whether values can lose digits. Floating types have no exact digits, so nothing is expected of them."""
    if narrow.kind.scale is None or column.kind.family == "integer":
        return False
    return column.kind.scale is None or column.kind.scale > narrow.kind.scale
