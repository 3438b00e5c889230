"""A user's SQL: one boolean expression, or one SELECT over declared datasets. Whatever else it is, it is refused.

It is judged by what sqlglot reads in it, and what runs is written anew from that: nothing that was not judged can
reach an engine. There are lists of what may occur, not of what may not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NoReturn

from opsgen.checks.sql import LONGEST
from opsgen.checks.sql.admitted import AGGREGATES, IN_EXPRESSION, IN_QUERY, QUERIES, UNTYPED
from opsgen.near import listed, nearest

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlglot import exp

Reason = Literal["expression", "select", "outside"]

REMEDIES: dict[Reason, str] = {
    "expression": "write a condition on the columns of one row, such as `distance > 0`",
    "select": "write one SELECT, such as `select * from flights where distance < 0`",
}
"""What to do about text that is no SQL of the kind that is meant."""


@dataclass
class RefusedSqlError(ValueError):
    """SQL that must not run."""

    reason: Reason
    """Whether it is not the expression or not the SELECT that was asked for, or reads what it must not."""
    message: str
    help: str | None = None
    part: tuple[int, int] | None = None
    """Which characters of the SQL are meant, where that is known."""

    def __str__(self) -> str:
        return self.message


def expression(sql: str, dialect: str) -> exp.Expr:
    """The one boolean expression over a row's columns that a text is."""
    from sqlglot import exp

    tree = _parse(sql, dialect, exp.Condition)
    for node in tree.walk():
        _admit(node, IN_EXPRESSION, sql, "expression")
    if not _may_be_boolean(tree):
        raise RefusedSqlError("expression", "this SQL is not true or false", "compare it with something")
    return tree


def select(sql: str, dialect: str, tables: Collection[str]) -> exp.Query:
    """The one SELECT that a text is; it may read these tables and nothing else."""
    from sqlglot import exp

    tree = _parse(sql, dialect, None)
    if isinstance(tree, exp.Subquery):
        tree = tree.unnest()
    if not isinstance(tree, exp.Select | exp.SetOperation):
        raise RefusedSqlError("select", "this SQL is not a SELECT", "write one SELECT that only reads")
    for node in tree.walk():
        _admit(node, IN_QUERY, sql, "select")
    _admit_tables(tree, tables)
    return tree


def _parse(sql: str, dialect: str, into: type[exp.Expr] | None) -> exp.Expr:
    import logging

    import sqlglot

    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)  # what it says there is no news to whoever wrote the SQL
    reason: Reason = "expression" if into else "select"
    wanted = "one boolean expression" if into else "one SELECT"
    if len(sql) > LONGEST:
        raise RefusedSqlError(reason, f"SQL has at most {LONGEST} characters here, this one has {len(sql)}")
    try:
        engine = sqlglot.Dialect.get_or_raise(dialect)
        trees = engine.parse_into(into, sql) if into else engine.parse(sql)
    except sqlglot.ParseError as error:
        raise _unreadable(error, sql, reason, wanted) from None
    except (sqlglot.TokenError, RecursionError, ValueError):
        raise RefusedSqlError(reason, f"this SQL cannot be read as {wanted}", REMEDIES[reason]) from None
    found = [tree for tree in trees if tree is not None]
    if not found:
        raise RefusedSqlError(reason, f"this SQL has no statement, not {wanted}", REMEDIES[reason])
    if len(found) > 1:
        raise RefusedSqlError(reason, f"this SQL has {len(found)} statements, not {wanted}", "leave out the `;`")
    return found[0]


def _unreadable(error: Exception, sql: str, reason: Reason, wanted: str) -> RefusedSqlError:
    details = getattr(error, "errors", None) or [{}]
    word, line, end = (details[0].get(key) for key in ("highlight", "line", "col"))
    message = f"this SQL cannot be read as {wanted}"
    if not word or not line or not end:
        return RefusedSqlError(reason, message, REMEDIES[reason])
    where = f" in line {line}" if line > 1 else ""
    start = sum(len(each) for each in sql.splitlines(keepends=True)[: line - 1]) + end - len(word)
    part = (start, start + len(word)) if sql[start : start + len(word)] == word else None
    return RefusedSqlError(reason, f"{message}: it goes wrong at `{word}`{where}", REMEDIES[reason], part)


def _admit(node: exp.Expr, admitted: frozenset[str], sql: str, reason: Reason) -> None:
    from sqlglot import exp

    node.comments = None
    name = type(node).__name__
    if name in admitted:
        return
    if isinstance(node, exp.Anonymous):
        if node.name.lower() in UNTYPED:
            return
        _refuse_function(node.name, node, sql)
    if name in QUERIES:
        help_ = "`query` takes a whole SELECT"
        raise RefusedSqlError("outside", "an expression sees its own row, and cannot read anything else", help_)
    if name in AGGREGATES:
        help_ = "aggregates have rules of their own, as `mean` and `sum`; `query` takes a whole SELECT"
        raise RefusedSqlError("expression", f"`{_called(node)}` is about many rows, and this is about one", help_)
    if isinstance(node, exp.Func):
        _refuse_function(_called(node), node, sql)
    whole = "a boolean expression" if reason == "expression" else "a SELECT that only reads"
    raise RefusedSqlError(reason, f"`{_written(node)}` is not part of {whole}")


def _refuse_function(name: str, node: exp.Expr, sql: str) -> NoReturn:
    part = _part(node)
    if part is not None:
        name = sql[slice(*part)]  # as it is written, where sqlglot has another name for it
    message = f"`{name}` is not among the functions that SQL in a spec may call"
    raise RefusedSqlError("outside", message, "those that only compute something are; readers of files are not", part)


def _called(node: exp.Expr) -> str:
    from sqlglot import exp

    return node.sql_name().lower() if isinstance(node, exp.Func) else node.key


def _written(node: exp.Expr) -> str:
    from sqlglot import exp

    if isinstance(node, exp.Command):
        return node.name.upper()
    return node.key.upper()


def _may_be_boolean(tree: exp.Expr) -> bool:
    from sqlglot import exp

    tree = tree.unnest()
    if isinstance(tree, exp.Cast):
        return tree.is_type(exp.DataType.Type.BOOLEAN)
    if isinstance(tree, exp.Predicate | exp.Connector | exp.Not | exp.Boolean | exp.Column | exp.Escape | exp.Func):
        return True
    return isinstance(tree, exp.Dot | exp.Bracket)


_PLAIN = frozenset({"this", "alias", "joins"})
"""What may be said of a table: its name, what it is called here, and what it is joined with."""


def _admit_tables(tree: exp.Expr, tables: Collection[str]) -> None:
    from sqlglot import exp

    ctes = [cte.alias for cte in tree.find_all(exp.CTE)]
    known = {table.casefold() for table in tables}
    for name in ctes:
        if name.casefold() in known:
            raise RefusedSqlError("select", f"`{name}` is a dataset, and cannot be the name of another SELECT too")
    for clause in tree.find_all(exp.With):
        if clause.args.get("recursive"):
            raise RefusedSqlError("select", "a recursive SELECT may never end")
    readable = known | {name.casefold() for name in ctes}
    for table in tree.find_all(exp.Table):
        _admit_table(table, readable, [*tables, *ctes])


def _admit_table(table: exp.Table, readable: set[str], names: list[str]) -> None:
    from sqlglot import exp

    if not isinstance(table.this, exp.Identifier):
        called = _called(table.this) if not isinstance(table.this, exp.Anonymous) else table.this.name
        raise RefusedSqlError("outside", f"`{called}` is no table", f"what can be read here is {listed(names)}")
    if table.db or table.catalog or table.name.casefold() not in readable:
        shown = ".".join(part.name for part in table.parts)
        near = None if table.db else nearest(table.name, names)
        help_ = f"did you mean `{near}`?" if near else f"what can be read here is {listed(names)}"
        raise RefusedSqlError("outside", f"`{shown}` is no dataset that can be read here", help_, _part(table.this))
    extra = next((key for key, value in table.args.items() if value and key not in _PLAIN), None)
    if extra:
        raise RefusedSqlError("select", f"`{table.name}` must be read as it is, without {extra.replace('_', ' ')}")


def _part(node: exp.Expr) -> tuple[int, int] | None:
    start, end = node.meta.get("start"), node.meta.get("end")
    return (start, end + 1) if isinstance(start, int) and isinstance(end, int) else None
