"""What the nodes of a user's SQL may be, and what text they may carry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn

from opsgen.sql.safety.allowlist import AGGREGATES, ENVIRONMENT, IN_EXPRESSION, IN_QUERY, QUERIES, UNTYPED
from opsgen.sql.safety.refusal import RefusedSqlError, part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlglot import exp

    from opsgen.sql.safety.refusal import Reason

_WORD = re.compile(r"\w+(?: \w+)*", re.ASCII)
_NUMBER = re.compile(r"[\w.]+(?:(?<=[eE])[+-]\d+)?", re.ASCII)
_END_OF_WORD = re.compile(r"\w+\Z")
LONGEST_SHOWN = 40


def admit(node: exp.Expr, dialect: str, sql: str, reason: Reason) -> None:
    """Refuse a node that is not on the lists, or whose text could be read as more than it is."""
    from sqlglot import exp

    node.comments = None
    name = type(node).__name__
    if name not in (IN_EXPRESSION if reason == "expression" else IN_QUERY):
        _unlisted(node, name, sql, reason)
    if reason == "expression" and isinstance(node, exp.Star):
        raise RefusedSqlError(reason, "`*` is all columns, and an expression names each", "write the columns out")
    if isinstance(node, exp.DataType):
        _admit_type(node, reason)
    if isinstance(node, exp.Column) and _reveals(node, dialect):
        _refuse_function(node.name, node.this, sql)
    for text in _bare(node):
        if not _WORD.fullmatch(text):
            message = f"`{_shortened(text)}` is not a word that SQL has here"
            raise RefusedSqlError(reason, message, "units are single words, such as `day`")
    if isinstance(node, exp.Identifier):
        _admit_name(node, dialect, reason)
    if isinstance(node, exp.Alias):
        _admit_alias(node, sql, reason)


def _bare(node: exp.Expr) -> Iterator[str]:
    """The texts of a node that are written into SQL as they are: neither as a string nor as a quoted name."""
    from sqlglot import exp

    if isinstance(node, exp.Literal) and not node.is_string and not _NUMBER.fullmatch(node.name):
        yield node.name
    if isinstance(node, exp.Literal | exp.RawString | exp.National | exp.Identifier | exp.JSONPathPart):
        return
    for key, value in node.args.items():
        if isinstance(value, str):
            yield value
        elif key == "unit" and isinstance(value, exp.Literal):
            yield value.name


def _unlisted(node: exp.Expr, name: str, sql: str, reason: Reason) -> None:
    from sqlglot import exp

    if isinstance(node, exp.Anonymous):
        if node.name.lower() in UNTYPED:
            return
        _refuse_function(node.name, node, sql)
    if name in QUERIES:
        help_ = "use the rule `query`, which takes a whole SELECT"
        raise RefusedSqlError("outside", "an expression can use only the columns of its own row", help_)
    if name in AGGREGATES:
        help_ = "use a rule such as `mean` or `sum`, or the rule `query` with a whole SELECT"
        raise RefusedSqlError(
            "expression", f"`{called(node)}` aggregates many rows, but this SQL is evaluated for one row", help_
        )
    if isinstance(node, exp.Func):
        _refuse_function(called(node), node, sql)
    if isinstance(node, exp.Placeholder):
        raise RefusedSqlError(reason, f"`:{node.name}` is a parameter, which only the SQL of a transform can have")
    whole = "a boolean expression" if reason == "expression" else "a SELECT that only reads"
    raise RefusedSqlError(reason, f"`{_written(node)}` is not part of {whole}")


def _refuse_function(name: str, node: exp.Expr, sql: str) -> NoReturn:
    place = part(node)
    if place is not None:
        name = sql[slice(*place)]  # as it is written, where sqlglot has another name for it
    message = f"SQL in a spec cannot call `{name}`"
    raise RefusedSqlError(
        "outside", message, "it can call functions that only compute a value from their arguments", place
    )


def _reveals(column: exp.Column, dialect: str) -> bool:
    name = column.this
    if column.table or name.args.get("quoted"):
        return False
    word = name.name.lower()
    return word in ENVIRONMENT or (word == "user" and dialect in ("postgres", "spark"))


def _admit_type(node: exp.DataType, reason: Reason) -> None:
    """Only types that every database of the dialect has: `pg_catalog.regclass` would look up the names of tables."""
    from sqlglot import exp

    if node.this in (exp.DataType.Type.USERDEFINED, exp.DataType.Type.UNKNOWN):
        kind = node.args.get("kind")
        name = kind.sql() if isinstance(kind, exp.Expr) else str(kind or "this")
        message = f"`{_shortened(name)}` is not a type that SQL in a spec may cast to"
        raise RefusedSqlError(reason, message, "cast to a type that the database comes with, such as `integer`")


def _admit_name(name: exp.Identifier, dialect: str, reason: Reason) -> None:
    """BigQuery reads escapes in quoted names, so that text behind one could end the name."""
    strange = "\\`" if dialect == "bigquery" else ""
    if not name.name.isprintable() or any(each in name.name for each in strange):
        message = f"the name {_shortened(ascii(name.name))} has a character that is not safe in a name"
        raise RefusedSqlError(reason, message, "rename it, or give it an alias where it is made")


def _admit_alias(alias: exp.Alias, sql: str, reason: Reason) -> None:
    """`1_000` and `0x1F` are one number to some versions of an engine, and a number with an alias to others."""
    place = part(alias.args["alias"])
    before = sql[: place[0]] if place is not None else ""
    if before[-1:].isalnum():
        start = len(before) - len(_END_OF_WORD.search(before)[0])  # type: ignore[index]  # at least the last character
        number = sql[start : place[1]] if place is not None else ""
        message = f"`{_shortened(number)}` is not read as one number by all versions of the engine"
        raise RefusedSqlError(reason, message, "write it in decimal digits, without `_`", (start, start + len(number)))


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def called(node: exp.Expr) -> str:
    """What people call a function or another part of SQL."""
    from sqlglot import exp

    if isinstance(node, exp.Anonymous):
        return node.name
    return node.sql_name().lower() if isinstance(node, exp.Func) else node.key


def _written(node: exp.Expr) -> str:
    from sqlglot import exp

    return node.name.upper() if isinstance(node, exp.Command) else node.key.upper()
