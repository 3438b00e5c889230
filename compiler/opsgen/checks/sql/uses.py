"""Where a spec holds SQL, and why some of it is refused."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from opsgen.checks.sql import DIALECTS, realm
from opsgen.checks.sql.plain import is_plain
from opsgen.checks.sql.refusal import RefusedSqlError
from opsgen.diagnostics import Finding, Place
from opsgen.graph.rules import rules_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.checks.sql.refusal import Reason
    from opsgen.diagnostics import Path
    from opsgen.graph import EnvironmentGraph


class SqlUse(NamedTuple):
    """SQL where it stands."""

    dataset: str
    sql: str
    path: Path
    whole: bool
    """Whether it is a SELECT, not an expression."""


def sql_uses(graph: EnvironmentGraph) -> Iterator[SqlUse]:
    """All SQL of a spec, in its order."""
    for name, dataset in graph.spec.datasets.items():
        for rule in rules_of(name, dataset):
            if rule.body is None:
                continue
            if getattr(rule.body, "where", None) is not None:
                yield SqlUse(name, rule.body.where, (*rule.path, "where"), whole=False)
            if rule.kind in ("expression", "query"):
                yield SqlUse(name, rule.body.sql, (*rule.path, "sql"), whole=rule.kind == "query")


def refused(graph: EnvironmentGraph, reason: Reason) -> Iterator[Finding]:
    """The SQL that is refused for this reason."""
    for use in sql_uses(graph):
        if not use.whole and is_plain(use.sql):
            continue
        error = _refusal(graph, use)
        if error is not None and error.reason == reason:
            yield Finding(Place(use.path, part=error.part), error.message, (error.help,) if error.help else ())


def _refusal(graph: EnvironmentGraph, use: SqlUse) -> RefusedSqlError | None:
    connection = graph.spec.connections.get(graph.spec.datasets[use.dataset].source.connection)
    dialect = DIALECTS[connection.type if connection is not None else "duckdb"]
    home = realm(graph.spec, use.dataset)
    tables = (name for name in graph.spec.datasets if use.whole and realm(graph.spec, name) == home)
    return _refusal_of(use.sql, dialect, tuple(tables), whole=use.whole)


@lru_cache(maxsize=8192)
def _refusal_of(sql: str, dialect: str, tables: tuple[str, ...], *, whole: bool) -> RefusedSqlError | None:
    from opsgen.checks.sql import user

    try:
        user.select(sql, dialect, tables) if whole else user.expression(sql, dialect)
    except RefusedSqlError as error:
        return error
    return None
