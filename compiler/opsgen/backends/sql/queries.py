"""The queries that answer a dataset's rules, with figures that are called after the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from opsgen.backends.sql.names import Names
from opsgen.sql.rules.measures import measures
from opsgen.sql.rules.queries import own, scan
from opsgen.sql.rules.rule import Schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from opsgen.sql.rules.rule import Rule
    from opsgen.sql.rules.table import RuleTable

ALL = "all_rows"
"""What the scan calls the number of rows."""


def of_scan(found: Sequence[Rule], subject: RuleTable, names: Names) -> exp.Select:
    """One row with the figures of all rules that a scan can answer."""
    everything = exp.Count(this=exp.Star())
    figures: dict[str, exp.Expr] = {ALL: everything}
    for rule in found:
        columns = Names(measures(rule, subject))
        for figure, tree in measures(rule, subject).items():
            if figure == "judged" and tree == everything:
                continue
            figures[f"{names[rule.name]}_{_called(rule, figure, columns)}"] = tree
    return scan(subject, figures)


def _called(rule: Rule, figure: str, columns: Names) -> str:
    """Of a schema, the figures are those of columns."""
    return f"{columns[figure]}_misread" if isinstance(rule.test, Schema) else figure


def of_their_own(
    found: Iterable[Rule], subjects: Mapping[str, RuleTable], names: Names
) -> Iterator[tuple[Rule, exp.Query]]:
    """The rules that need a query of their own, with it."""
    for rule in found:
        query = own(rule, subjects)
        if query is not None:
            for column in query.selects:
                column.set("alias", exp.to_identifier(f"{names[rule.name]}_{column.alias}"))
            yield rule, query
