"""Which table each name in a SELECT means, and the same SELECT under names that cannot mean anything else.

Every reference is proven to be a declared dataset or a WITH query that is visible at that place; all others are
refused. Then both kinds get generated names, so that even a reference that an engine resolves by other rules than
these never finds a real table: a WITH query called `payroll` could otherwise hide that another `payroll` is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from opsgen.diagnostics.suggest import listed, nearest
from opsgen.sql.safety.nodes import called
from opsgen.sql.safety.refusal import RefusedSqlError, part

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sqlglot import exp

CTE, INPUT = "opsgen__cte_", "opsgen__input_"
"""What generated names begin with. No dataset and no view of one has two underscores in a row in its name."""

_PLAIN = frozenset({"this", "alias", "joins"})
"""The parts that a table may have: its name, its alias, and what it is joined with."""


class TableReference(NamedTuple):
    """A table in a SELECT and what its name means."""

    table: exp.Table
    target: exp.CTE | str
    """A WITH query, or the name of a dataset."""


def references(tree: exp.Expr, datasets: Collection[str], dialect: str) -> list[TableReference]:
    """What each table in a SELECT means. Raises RefusedSqlError for a table that is not proven to be readable."""
    return list(_Scopes(tree, datasets, dialect).resolved())


def rename(tree: exp.Expr, found: Collection[TableReference]) -> Mapping[str, str]:
    """Give WITH queries and datasets generated names, in place; returns those of the datasets.

    Tables keep their names as aliases, so that `orders.amount` still finds its column.
    """
    from sqlglot import exp

    ctes = {id(cte): f"{CTE}{number}" for number, cte in enumerate(tree.find_all(exp.CTE), 1)}
    read = dict.fromkeys(each.target for each in found if isinstance(each.target, str))
    inputs = {dataset: f"{INPUT}{number}" for number, dataset in enumerate(read, 1)}
    for table, target in found:
        name = inputs[target] if isinstance(target, str) else ctes[id(target)]
        _alias(table)
        table.set("this", exp.Identifier(this=name, quoted=False))
    for cte in list(tree.find_all(exp.CTE)):
        cte.args["alias"].set("this", exp.Identifier(this=ctes[id(cte)], quoted=False))
    return inputs


def _alias(table: exp.Table) -> None:
    from sqlglot import exp

    alias = table.args.get("alias") or exp.TableAlias()
    if alias.args.get("this") is None:
        name = table.this.copy()
        if not name.name.isidentifier():
            name.set("quoted", True)
        alias.set("this", name)
    table.set("alias", alias)


class _Scopes:
    """Walks a SELECT with the WITH queries that are visible at each place.

    The names of WITH queries compare without case here. Where the dialect would see two different names in that, as
    PostgreSQL does in `x` and `"X"`, the reference is refused: what a reader takes it for must be what it reads.
    """

    def __init__(self, tree: exp.Expr, datasets: Collection[str], dialect: str) -> None:
        import sqlglot

        self._tree = tree
        self._dialect = sqlglot.Dialect.get_or_raise(dialect)
        self._datasets = {name.casefold(): name for name in datasets}
        self._names = list(datasets)

    def resolved(self) -> Iterator[TableReference]:
        from sqlglot import exp

        waiting: list[tuple[exp.Expr, Mapping[str, exp.CTE]]] = [(self._tree, {})]
        while waiting:
            node, visible = waiting.pop()
            if isinstance(node, exp.Table):
                yield TableReference(node, self._target(node, visible))
            inner: list[tuple[exp.Expr, Mapping[str, exp.CTE]]] = []
            clause = node.args.get("with_")
            for cte in _ctes(clause) if clause is not None else ():
                inner.append((cte, visible))  # sees those before it, and neither itself nor later ones
                visible = self._with(cte, visible)
            inner += [(child, visible) for child in node.iter_expressions() if child is not clause]
            waiting += reversed(inner)

    def _with(self, cte: exp.CTE, visible: Mapping[str, exp.CTE]) -> Mapping[str, exp.CTE]:
        key = cte.alias.casefold()
        if key in self._datasets:
            message = f"`{cte.alias}` is the name of a dataset, so a WITH query cannot have it"
            raise RefusedSqlError("select", message)
        hidden = visible.get(key)
        if hidden is not None and hidden.parent is cte.parent:
            raise RefusedSqlError("select", f"`{cte.alias}` is defined twice in one WITH", "rename one of the two")
        if hidden is not None and self._read(hidden) != self._read(cte):
            message = f"`{hidden.alias}` and `{cte.alias}` differ only in case"
            raise RefusedSqlError("select", message, "rename one of the two")
        return {**visible, key: cte}

    def _target(self, table: exp.Table, visible: Mapping[str, exp.CTE]) -> exp.CTE | str:
        from sqlglot import exp

        if not isinstance(table.this, exp.Identifier):
            message = f"`{called(table.this)}` is not a table"
            raise RefusedSqlError("outside", message, self._readable())
        key = table.name.casefold()
        target = None if table.db or table.catalog else visible.get(key) or self._datasets.get(key)
        if target is None:
            raise self._unknown(table)
        if isinstance(target, exp.CTE) and self._normalized(table.this) != self._read(target):
            message = f"`{table.name}` is not the name of a WITH query: `{target.alias}` is written in another case"
            raise RefusedSqlError("outside", message, f"write `{target.alias}`", part(table.this))
        extra = next((key for key, value in table.args.items() if value and key not in _PLAIN), None)
        if extra:
            message = f"`{table.name}` must be read as it is, without {extra.replace('_', ' ')}"
            raise RefusedSqlError("select", message)
        return target

    def _unknown(self, table: exp.Table) -> RefusedSqlError:
        from sqlglot import exp

        shown = ".".join(each.name for each in table.parts)
        message = f"`{shown}` is not a dataset that this SQL can read"
        elsewhere = [cte.alias for cte in self._tree.find_all(exp.CTE)]
        if not table.db and table.name.casefold() in {name.casefold() for name in elsewhere}:
            help_ = f"the WITH query `{table.name}` is only visible after its definition, and in the SELECT of its WITH"
            return RefusedSqlError("outside", message, help_, part(table.this))
        near = None if table.db else nearest(table.name, [*self._names, *elsewhere])
        help_ = f"did you mean `{near}`?" if near else self._readable()
        return RefusedSqlError("outside", message, help_, part(table.this))

    def _readable(self) -> str:
        return f"it can read {listed(self._names)}"

    def _read(self, cte: exp.CTE) -> str:
        """The name of a WITH query as the engine has it."""
        return self._normalized(cte.args["alias"].this)

    def _normalized(self, name: exp.Identifier) -> str:
        return self._dialect.normalize_identifier(name.copy()).name


def _ctes(clause: exp.With) -> list[exp.CTE]:
    from sqlglot import exp

    if clause.args.get("recursive"):
        raise RefusedSqlError("select", "a recursive SELECT may never end")
    if not all(cte.alias for cte in clause.expressions):
        raise RefusedSqlError("select", "a WITH query needs a name", "write `with name as (select …)`")
    if not all(isinstance(cte.this, exp.Query) for cte in clause.expressions):
        raise RefusedSqlError("select", "a WITH query is not a SELECT", "write `with name as (select …)`")
    found: list[exp.CTE] = clause.expressions
    return found
