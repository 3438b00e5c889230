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
    return {name.casefold(): frozenset(_origins(node)) for name, node in found.items()}


def _origins(node: Node) -> Iterator[Origin]:
    if not node.downstream and _is_table(node.source):
        table, _, column = node.name.rpartition(".")
        yield Origin(node.source.name or table, column.strip('"`'))
    if not _is_masked(node.expression):
        for below in node.downstream:
            yield from _origins(below)


def _is_table(source: exp.Expr) -> bool:
    from sqlglot import exp

    return isinstance(source, exp.Table)


def _is_masked(expression: exp.Expr) -> bool:
    """Whether nothing that a column holds can be read in what is made of it."""
    from sqlglot import exp

    hashes = (exp.MD5, exp.MD5Digest, exp.SHA, exp.SHA2, exp.Count, exp.CountIf, exp.ApproxDistinct)
    return isinstance(expression.unalias(), hashes)
