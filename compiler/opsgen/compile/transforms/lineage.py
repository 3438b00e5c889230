"""Which columns of its inputs each column of a transform's SQL is made of."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlglot import exp
    from sqlglot.lineage import Node

Columns = tuple[tuple[str, tuple[str, ...]], ...]
"""The columns of each table."""


class Origin(NamedTuple):
    """A column of an input."""

    dataset: str
    column: str


@lru_cache(maxsize=256)
def origins(sql: str, dialect: str, inputs: Columns) -> Mapping[str, frozenset[Origin]]:
    """By the name of each column that the SQL gives, in lower case, what stands in it as it is in the inputs.

    What is only counted, or made unreadable by a hash, does not. Nothing is known of SQL that cannot be resolved.
    """
    from sqlglot.errors import SqlglotError
    from sqlglot.lineage import lineage
    from sqlglot.schema import MappingSchema

    schema = MappingSchema({table: dict.fromkeys(columns, "text") for table, columns in inputs}, dialect=dialect)
    try:
        nodes = lineage(None, sql, schema=schema, dialect=dialect)
    except (SqlglotError, ValueError, KeyError, RecursionError):
        return {}
    found = nodes if isinstance(nodes, dict) else {}
    declared = {
        (table.casefold(), column.casefold()): Origin(table, column) for table, all_ in inputs for column in all_
    }
    return {
        name.casefold(): frozenset(declared[each] for each in _origins(node) if each in declared)
        for name, node in found.items()
    }


def _origins(node: Node) -> Iterator[tuple[str, str]]:
    """The tables and columns, in lower case: dialects write what is not quoted in one case or the other."""
    if not node.downstream and _is_table(node.source):
        table, _, _ = node.name.rpartition(".")
        yield (node.source.name or table).casefold(), _column(node)
    hidden = _hidden(node.expression)
    for below in node.downstream:
        if _column(below) not in hidden:
            yield from _origins(below)


def _column(node: Node) -> str:
    return node.name.rpartition(".")[2].strip('"`').casefold()


def _is_table(source: exp.Expr) -> bool:
    from sqlglot import exp

    return isinstance(source, exp.Table)


def _hidden(expression: exp.Expr) -> set[str]:
    """The columns of which nothing can be read in what is made of them, as they are but counted or hashed there."""
    from sqlglot import exp

    hashes = (exp.MD5, exp.MD5Digest, exp.SHA, exp.SHA1Digest, exp.SHA2, exp.SHA2Digest)
    counts = (exp.Count, exp.CountIf, exp.ApproxDistinct)
    if isinstance(expression, exp.Query):
        return set()
    hidden, shown = set[str](), set[str]()
    for column in expression.find_all(exp.Column):
        (hidden if column.find_ancestor(*hashes, *counts) else shown).add(column.name.casefold())
    return hidden - shown
