"""Where a spec holds SQL, and why some of it is refused."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from opsgen.diagnostics.model import Finding, Place
from opsgen.graph.rules import rules_of
from opsgen.sql.safety import DIALECTS, realm
from opsgen.sql.safety.columns import in_expression, in_plain, in_select
from opsgen.sql.safety.declared_columns import undeclared
from opsgen.sql.safety.fast_path import is_plain
from opsgen.sql.safety.grouping import ungrouped
from opsgen.sql.safety.refusal import RefusedSqlError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.graph import EnvironmentGraph
    from opsgen.sql.safety.columns import NamedColumn
    from opsgen.sql.safety.grouping import Ungrouped
    from opsgen.sql.safety.refusal import Reason


class SqlUse(NamedTuple):
    """SQL where it stands."""

    dataset: str
    sql: str
    path: Path
    whole: bool
    """Whether it is a SELECT, not an expression."""


class Read(NamedTuple):
    """What SQL names."""

    named: tuple[NamedColumn, ...]
    """The columns that come from datasets."""
    ungrouped: tuple[Ungrouped, ...] = ()
    """Those that are neither grouped nor aggregated."""


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
        error = _read(graph, use)
        if isinstance(error, RefusedSqlError) and error.reason == reason:
            yield Finding(Place(use.path, part=error.part), error.message, (error.help,) if error.help else ())


def undeclared_columns(graph: EnvironmentGraph, *, forbidden: bool) -> Iterator[Finding]:
    """The columns in SQL that no dataset declares: those that are forbidden, or those that are near a declared one."""
    for use in sql_uses(graph):
        read = _read(graph, use)
        if isinstance(read, RefusedSqlError):
            continue
        for found in undeclared(graph.spec, read.named, None if use.whole else use.dataset):
            if found.forbidden == forbidden:
                place = Place(use.path, part=found.named.part)
                repair = found.repair(place)
                yield Finding(place, found.message, found.help(graph.spec), found.related, repair=repair)


def ungrouped_columns(graph: EnvironmentGraph) -> Iterator[Finding]:
    """The columns of queries that are neither grouped nor aggregated."""
    for use in sql_uses(graph):
        read = _read(graph, use)
        if not isinstance(read, RefusedSqlError):
            for found in read.ungrouped:
                yield Finding(Place(use.path, part=found.part), found.message, (found.help,))


def _read(graph: EnvironmentGraph, use: SqlUse) -> Read | RefusedSqlError:
    connection = graph.spec.connections.get(graph.spec.datasets[use.dataset].source.connection)
    dialect = DIALECTS[connection.type if connection is not None else "duckdb"]
    home = realm(graph.spec, use.dataset)
    tables = (name for name in graph.spec.datasets if use.whole and realm(graph.spec, name) == home)
    return _read_sql(use.sql, dialect, tuple(tables), whole=use.whole)


@lru_cache(maxsize=1 << 15)
def _read_sql(sql: str, dialect: str, tables: tuple[str, ...], *, whole: bool) -> Read | RefusedSqlError:
    """The columns that SQL names, or why it is refused. It is read once, whichever check asks first."""
    if not whole and is_plain(sql):
        return Read(in_plain(sql))
    from opsgen.sql.safety import parse

    try:
        if not whole:
            return Read(in_expression(parse.expression(sql, dialect)))
        selection = parse.select(sql, dialect, tables)
    except RefusedSqlError as error:
        return error
    return Read(in_select(selection), ungrouped(selection.tree))
