"""Where a spec has SQL, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from opsgen.diagnostics.model import Finding, Place
from opsgen.graph.rules import rules_of
from opsgen.sql.safety import DIALECTS, realm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.graph import EnvironmentGraph
    from opsgen.sql.safety.read import Read
    from opsgen.sql.safety.refusal import Reason


class SqlUse(NamedTuple):
    """SQL and its place in the spec."""

    dataset: str
    sql: str
    path: Path
    whole: bool
    """True for a SELECT, false for an expression."""


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
    for use, read in _reads(graph):
        error = read.error
        if error is not None and error.reason == reason:
            yield Finding(Place(use.path, part=error.part), error.message, (error.help,) if error.help else ())


def undeclared_columns(graph: EnvironmentGraph, *, forbidden: bool) -> Iterator[Finding]:
    """The columns in SQL that no dataset declares: those that are forbidden, or those that are near a declared one."""
    for use, read in _reads(graph):
        from opsgen.sql.safety.declared_columns import undeclared

        for found in undeclared(graph.spec, read.named, None if use.whole else use.dataset):
            if found.forbidden == forbidden:
                place = Place(use.path, part=found.named.part)
                repair = found.repair(place)
                yield Finding(place, found.message, found.help(graph.spec), found.related, repair=repair)


def ungrouped_columns(graph: EnvironmentGraph) -> Iterator[Finding]:
    """The columns of queries that are neither grouped nor aggregated."""
    for use, read in _reads(graph):
        for found in read.ungrouped:
            yield Finding(Place(use.path, part=found.part), found.message, (found.help,))


def _reads(graph: EnvironmentGraph) -> Iterator[tuple[SqlUse, Read]]:
    for use in sql_uses(graph):
        from opsgen.sql.safety.read import read  # most specs have no SQL, and lint of those need not import this

        connection = graph.spec.connections.get(graph.spec.datasets[use.dataset].source.connection)
        dialect = DIALECTS[connection.type if connection is not None else "duckdb"]
        home = realm(graph.spec, use.dataset)
        tables = (name for name in graph.spec.datasets if use.whole and realm(graph.spec, name) == home)
        yield use, read(use.sql, dialect, tuple(tables), whole=use.whole)
