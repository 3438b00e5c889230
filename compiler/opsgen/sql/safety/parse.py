"""Checks user SQL: one boolean expression, or one SELECT over declared datasets. Everything else is refused.

The engine never gets the text of the user. It gets SQL that sqlglot writes from the checked tree, so nothing unchecked
reaches an engine. The written SQL is parsed and checked again: text that is inert in the tree can become SQL when it is
written, as the name of an interval unit once did.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from opsgen.sql.safety import LONGEST
from opsgen.sql.safety.allowlist import SIMPLE
from opsgen.sql.safety.binding import bind
from opsgen.sql.safety.columns import is_word
from opsgen.sql.safety.fields import only_fields
from opsgen.sql.safety.nodes import admit, called
from opsgen.sql.safety.refusal import RefusedSqlError, part
from opsgen.sql.safety.scopes import references, rename

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    import sqlglot
    from sqlglot import exp

    from opsgen.sql.safety.refusal import Reason

MOST_TYPES_WITHIN = 8
"""Nesting depth of calls named like types, such as `date(…)`. sqlglot parses each twice: time doubles per level."""

REMEDIES: dict[Reason, str] = {
    "expression": "write a condition on the columns of one row, such as `distance > 0`",
    "select": "write one SELECT, such as `select * from flights where distance < 0`",
}
"""Help for SQL of the wrong kind."""


_LOSS = "use another function, or fewer arguments: opsgen must run exactly what the spec says"


class ParsedSelect(NamedTuple):
    """A SELECT that passed all checks."""

    tree: exp.Query
    """The SELECT, in which datasets and WITH queries have generated names."""
    inputs: Mapping[str, str]
    """The generated name of each dataset that it reads."""
    columns: tuple[str, ...] | None
    """The names of its columns; None where a `*` hides them. A column without a name is an empty text."""


def expression(sql: str, dialect: str) -> exp.Expr:
    """Parse and check a boolean expression over the columns of a row."""
    tree = _admitted_expression(sql, dialect)
    if not _may_be_boolean(tree):
        raise RefusedSqlError("expression", "this SQL is not a condition", "write a comparison, such as `distance > 0`")
    if not _is_simple(tree):
        written = _written(tree, sql, dialect, "expression")
        _refuse_loss(tree, _admitted_expression(written, dialect), dialect, "expression")
    return only_fields(tree, dialect)


def select(
    sql: str, dialect: str, datasets: Collection[str], parameters: Mapping[str, exp.Expr] | None = None
) -> ParsedSelect:
    """Parse and check a SELECT, which may read only these datasets. Parameters get their values."""
    tree = _admitted_select(sql, dialect, parameters)
    columns = None if tree.is_star else tuple(tree.named_selects)
    found = references(tree, datasets, dialect)
    inputs = rename(tree, found)
    if _is_simple(tree):
        return ParsedSelect(tree, inputs, columns)
    written = _written(tree, sql, dialect, "select")
    again = _admitted_select(written, dialect)
    _refuse_loss(tree, again, dialect, "select")
    if _names(reference.table for reference in references(again, inputs.values(), dialect)) != _names(
        reference.table for reference in found
    ):
        raise RefusedSqlError("select", "this SQL reads other tables once it is written for its engine")
    only_fields(tree, dialect)  # It replaces expressions only, so the SELECT itself stays.
    return ParsedSelect(tree, inputs, columns)


def _names(tables: Iterable[exp.Table]) -> Counter[str]:
    return Counter(table.name for table in tables)


def _admitted_expression(sql: str, dialect: str) -> exp.Expr:
    from sqlglot import exp

    tree = _parse(sql, dialect, exp.Condition)
    for node in tree.walk():
        admit(node, dialect, sql, "expression")
    return tree


def _admitted_select(sql: str, dialect: str, parameters: Mapping[str, exp.Expr] | None = None) -> exp.Query:
    from sqlglot import exp

    tree = _parse(sql, dialect, None)
    while isinstance(tree, exp.Subquery) and tree.is_wrapper:
        tree = tree.this
    if not isinstance(tree, exp.Query) or not isinstance(tree.unnest(), exp.Select | exp.SetOperation) or tree.alias:
        raise RefusedSqlError("select", "this SQL is not a SELECT", "write one SELECT that only reads")
    if parameters is not None:
        bind(tree, sql, dialect, parameters)
    for node in tree.walk():
        admit(node, dialect, sql, "select")
    return tree


def _is_simple(tree: exp.Expr) -> bool:
    return all(type(node).__name__ in SIMPLE for node in tree.walk())


def _written(tree: exp.Expr, sql: str, dialect: str, reason: Reason) -> str:
    """The SQL for the engine."""
    from sqlglot import ErrorLevel
    from sqlglot.errors import UnsupportedError

    try:
        return tree.sql(dialect, comments=False, unsupported_level=ErrorLevel.RAISE)
    except UnsupportedError:
        raise _unfaithful(tree, sql, dialect, reason) from None
    except Exception:  # sqlglot raises errors of any type for unexpected arguments.
        raise RefusedSqlError(reason, "this SQL cannot be written for its engine", REMEDIES[reason]) from None


def _unfaithful(tree: exp.Expr, sql: str, dialect: str, reason: Reason) -> RefusedSqlError:
    """The error for SQL that loses arguments, at the innermost call that does."""
    from sqlglot import ErrorLevel, exp
    from sqlglot.errors import UnsupportedError

    name, place = "this SQL", None
    for node in tree.find_all(exp.Func):
        try:
            node.sql(dialect, comments=False, unsupported_level=ErrorLevel.RAISE)
        except UnsupportedError:
            place = part(node)
            name = f"`{sql[slice(*place)] if place is not None else called(node)}`"
    message = f"{name} cannot be written for {dialect} with all its arguments"
    return RefusedSqlError(reason, message, _LOSS, place)


def _refuse_loss(tree: exp.Expr, again: exp.Expr, dialect: str, reason: Reason) -> None:
    """Refuse SQL whose written form lacks a column: a generator may drop arguments silently."""
    from sqlglot import exp

    names = {each.name.casefold() for each in again.find_all(exp.Identifier, exp.Var, exp.Literal)}
    for column in tree.find_all(exp.Column):
        if column.name.casefold() not in names and not is_word(column):
            message = f"`{column.name}` would be left out where this SQL is written for {dialect}"
            raise RefusedSqlError(reason, message, _LOSS, part(column.parts[-1]))


def _parse(sql: str, dialect: str, into: type[exp.Expr] | None) -> exp.Expr:
    import logging

    import sqlglot
    from sqlglot import exp

    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)  # Its warnings repeat the findings, without places.
    reason: Reason = "expression" if into else "select"
    wanted = "one boolean expression" if into else "one SELECT"
    if len(sql) > LONGEST:
        raise RefusedSqlError(reason, f"SQL has at most {LONGEST} characters here, this one has {len(sql)}")
    try:
        engine = sqlglot.Dialect.get_or_raise(dialect)
        if _types_within_types(sql, engine) > MOST_TYPES_WITHIN:
            message = f"SQL has at most {MOST_TYPES_WITHIN} calls by the names of types within each other"
            raise RefusedSqlError(reason, message, "name the inner parts in a WITH query")
        trees = engine.parse_into(into, sql) if into else engine.parse(sql)
    except RefusedSqlError:
        raise
    except sqlglot.ParseError as error:
        raise _unreadable(error, sql, reason, wanted) from None
    except Exception:  # sqlglot raises errors of any type for unexpected calls.
        raise RefusedSqlError(reason, f"this SQL cannot be read as {wanted}", REMEDIES[reason]) from None
    # A comment behind the last `;` is no statement.
    found = [tree for tree in trees if tree is not None and not isinstance(tree, exp.Semicolon)]
    if not found:
        raise RefusedSqlError(reason, f"this SQL is empty or has only comments, but must be {wanted}", REMEDIES[reason])
    if len(found) > 1:
        raise RefusedSqlError(
            reason, f"this SQL has {len(found)} statements, not {wanted}", "keep one statement, and remove the `;`"
        )
    return found[0]


def _types_within_types(sql: str, engine: sqlglot.Dialect) -> int:
    """How many calls such as `date(…)` are within each other: sqlglot reads each twice, as a type and as a function."""
    from sqlglot import TokenType

    types = engine.parser_class.TYPE_TOKENS
    opened: list[bool] = []
    most, before = 0, None
    for token in engine.tokenize(sql):
        if token.token_type == TokenType.L_PAREN:
            opened.append(before in types)
            most = max(most, sum(opened))
        elif token.token_type == TokenType.R_PAREN and opened:
            opened.pop()
        before = token.token_type
    return most


def _unreadable(error: Exception, sql: str, reason: Reason, wanted: str) -> RefusedSqlError:
    details = getattr(error, "errors", None) or [{}]
    word, line, end = (details[0].get(key) for key in ("highlight", "line", "col"))
    message = f"this SQL cannot be read as {wanted}"
    if not word or not line or not end:
        return RefusedSqlError(reason, message, REMEDIES[reason])
    where = f" in line {line}" if line > 1 else ""
    start = sum(len(each) for each in sql.splitlines(keepends=True)[: line - 1]) + end - len(word)
    part = (start, start + len(word)) if sql[start : start + len(word)] == word else None
    return RefusedSqlError(reason, f"{message}: syntax error near `{word}`{where}", REMEDIES[reason], part)


def _may_be_boolean(tree: exp.Expr) -> bool:
    from sqlglot import exp

    tree = tree.unnest()
    if isinstance(tree, exp.Cast):
        return tree.is_type(exp.DataType.Type.BOOLEAN)
    if isinstance(tree, exp.Predicate | exp.Connector | exp.Not | exp.Boolean | exp.Column | exp.Escape | exp.Func):
        return True
    return isinstance(tree, exp.Dot | exp.Bracket)
