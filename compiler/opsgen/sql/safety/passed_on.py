"""The columns of datasets that a SELECT gives unchanged."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlglot import exp

    from opsgen.sql.safety.parse import ParsedSelect


class PassedOn(NamedTuple):
    """A column of a dataset that becomes a column of a SELECT without any change."""

    column: str
    """Its name in what the SELECT gives."""
    dataset: str
    source: str
    """Its name in the dataset."""


def passed_on(found: ParsedSelect) -> Iterator[PassedOn]:
    """The columns of a SELECT that are plain columns of one dataset."""
    from sqlglot import exp

    datasets = {generated: name for name, generated in found.inputs.items()}
    ctes = {cte.alias: cte.this for cte in found.tree.find_all(exp.CTE)}
    for projection in found.tree.expressions if isinstance(found.tree, exp.Select) else ():
        origin = _origin(projection, found.tree, datasets, ctes)
        if origin is not None:
            yield PassedOn(projection.alias_or_name, *origin)


def _origin(
    projection: exp.Expr, query: exp.Expr, datasets: dict[str, str], ctes: dict[str, exp.Expr], depth: int = 0
) -> tuple[str, str] | None:
    """The input and the column that a projection is; None where it is computed, or where it may be another's."""
    from sqlglot import exp

    column = projection.this if isinstance(projection, exp.Alias) else projection
    if not isinstance(column, exp.Column) or isinstance(column.this, exp.Star) or len(column.parts) > 2 or depth > 20:
        return None
    table = _table(column, query)
    if table is None or table.args.get("pivots") or _renames(table):
        return None
    if isinstance(table, exp.Table) and table.name in datasets:
        return datasets[table.name], column.name
    inner = ctes.get(table.name) if isinstance(table, exp.Table) else table.this
    if not isinstance(inner, exp.Select) or (isinstance(inner.parent, exp.CTE) and _renames(inner.parent)):
        return None
    named = [each for each in inner.expressions if each.alias_or_name.casefold() == column.name.casefold()]
    return _origin(named[0], inner, datasets, ctes, depth + 1) if len(named) == 1 else None


def _table(column: exp.Column, query: exp.Expr) -> exp.Expr | None:
    """The table that a column is qualified with, or the only one that there is."""
    clause = query.args.get("from_")
    if clause is None or query.args.get("laterals"):
        return None
    tables = [clause.this, *(join.this for join in query.args.get("joins") or ())]
    if column.table:
        named = [each for each in tables if each.alias_or_name.casefold() == column.table.casefold()]
        return named[0] if len(named) == 1 else None
    return tables[0] if len(tables) == 1 else None


def _renames(table: exp.Expr) -> bool:
    """Whether an alias gives the columns other names, as in `t(a, b)`."""
    alias = table.args.get("alias")
    return bool(alias is not None and alias.args.get("columns"))
