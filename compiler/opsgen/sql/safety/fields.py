"""What PostgreSQL must not take for a call of a function.

It reads `(a).b` as `b(a)` where `a` has no field `b`, and `t.b` as `b(t)` where `t` is an alias of `unnest`. Any
function of one argument could be called so, also one that reads files or runs SQL. Both are written in a form that only
finds fields: a row of a query in FROM is a record, and functions that take records only show them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

_OBJECT = "opsgen__object"


def only_fields(tree: exp.Expr, dialect: str) -> exp.Expr:
    """The same SQL, in place where that is possible, in which a name after a point is never that of a function."""
    from sqlglot import exp

    if dialect != "postgres":
        return tree
    for unnest in list(tree.find_all(exp.Unnest)):
        if isinstance(unnest.parent, exp.From | exp.Join | exp.Subquery | exp.Table):
            _put(unnest, _as_query(unnest.copy()))
    for dot in reversed(list(tree.find_all(exp.Dot))):  # those within others first
        if isinstance(dot.expression, exp.Star):
            continue
        field = _field(dot)
        if dot is tree:
            return field
        _put(dot, field)
    return tree


def _put(node: exp.Expr, new: exp.Expr) -> None:
    """Put a new node in the place of one that is not the root."""
    if node.parent is not None and node.arg_key is not None:
        node.parent.set(node.arg_key, new, node.index)


def _field(dot: exp.Dot) -> exp.Expr:
    """`(a).b` as `(SELECT o.b FROM (SELECT (a).*) AS o)`: what has no fields has no `*`."""
    from sqlglot import exp

    value = dot.this.copy() if isinstance(dot.this, exp.Paren | exp.Subquery) else exp.paren(dot.this)
    whole = exp.Dot(this=value, expression=exp.Star())
    name = exp.Dot(this=exp.to_identifier(_OBJECT), expression=dot.expression.copy())
    return exp.select(name).from_(exp.select(whole).subquery(_OBJECT)).subquery()


def _as_query(unnest: exp.Unnest) -> exp.Expr:
    from sqlglot import exp

    alias = unnest.args.get("alias")
    name = alias.this.copy() if alias is not None and alias.this is not None else exp.to_identifier("unnest")
    return exp.Lateral(this=exp.select(exp.Star()).from_(unnest).subquery(), alias=exp.TableAlias(this=name))
