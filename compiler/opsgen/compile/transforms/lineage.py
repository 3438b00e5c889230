"""Column lineage: the input columns from which each column of a transform is derived."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlglot import exp
    from sqlglot.lineage import Node

Columns = tuple[tuple[str, tuple[str, ...]], ...]
"""The type of a mapping from tables to their columns."""


class Origin(NamedTuple):
    """A column of an input."""

    dataset: str
    column: str


@lru_cache(maxsize=256)
def origins(sql: str, dialect: str, inputs: Columns) -> Mapping[str, frozenset[Origin]]:
    """Return the input columns that each column of the SQL copies or derives, by its name in lower case.

    Input columns that are only counted or hashed are not included. SQL that cannot be resolved has no lineage.
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
    """Return tables and columns in lower case, because dialects write unquoted names in either case."""
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
    """Return the columns whose values cannot be read from the result, because it only counts or hashes them."""
    from sqlglot import exp

    hashes = (exp.MD5, exp.MD5Digest, exp.SHA, exp.SHA1Digest, exp.SHA2, exp.SHA2Digest)
    counts = (exp.Count, exp.CountIf, exp.ApproxDistinct)
    if isinstance(expression, exp.Query):
        return set()
    hidden, shown = set[str](), set[str]()
    for column in expression.find_all(exp.Column):
        (hidden if column.find_ancestor(*hashes, *counts) else shown).add(column.name.casefold())
    return hidden - shown
