"""No data can satisfy the limit of a rule.

Why: the dataset would never be published, or the warning would always appear and soon be ignored.

Example:

    columns:
      origin: {type: string, allowed: [EWR, JFK, LGA]}
    quality:
      - distinct_count: {column: origin, min: 4}

Use instead:

    columns:
      origin: {type: string, allowed: [EWR, JFK, LGA]}
    quality:
      - distinct_count: {column: origin, min: 3}
"""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING

from opsgen.checks.data.column_types import comparable
from opsgen.diagnostics.model import Code, Finding, Place, Severity
from opsgen.graph.members import members
from opsgen.graph.rules import rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph
    from opsgen.graph.members import DeclaredValue
    from opsgen.graph.rules import RuleUse

CODE = Code("DAT108", "rule-never-passes", __doc__, Severity.WARNING)


_FALSE = re.compile(r"\s*(?:false|(\d+)\s*=\s*(?!\1\b)\d+)\s*", re.IGNORECASE)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for rule in rules(graph.spec):
        if rule.kind == "row_count" and rule.body.max == 0 and rule.body.where is None:
            help_ = ("add `where:` to select the rows that must not exist, or raise `max`",)
            yield Finding(Place((*rule.path, "max")), "only a dataset without rows passes this `row_count`", help_)
        if rule.kind == "expression" and _FALSE.fullmatch(rule.body.sql):
            help_ = ("write what must be true of each row, or remove the rule",)
            yield Finding(Place((*rule.path, "sql")), "no row passes this `expression`", help_)
        member = members(graph.spec.datasets[rule.dataset]).get(getattr(rule.body, "column", ""))
        if member is not None:
            yield from _distinct(rule, member)
            yield from _statistic(rule, member)


def _distinct(rule: RuleUse, member: DeclaredValue) -> Iterator[Finding]:
    column = member.declared
    least = rule.body.min if rule.kind == "distinct_count" else None
    if least is not None and column.allowed is not None and least > len(set(map(str, column.allowed))):
        known = f"{len(column.allowed)} value{'s are' if len(column.allowed) > 1 else ' is'}"
        yield _finding(
            rule, "min", f"only {known} allowed in `{rule.body.column}`, but this requires {least}", member, "allowed"
        )


def _statistic(rule: RuleUse, member: DeclaredValue) -> Iterator[Finding]:
    """A mean, a quantile, a minimum and a maximum are within the range of the values."""
    if rule.kind not in ("mean", "quantile", "min", "max"):
        return
    for bound, opposite, beyond in (("min", "max", operator.gt), ("max", "min", operator.lt)):
        column = member.declared
        wanted, possible = getattr(rule.body, bound), comparable(getattr(column, opposite), column.type)
        if wanted is not None and isinstance(possible, int | float) and beyond(wanted, possible):
            requires = f"requires {'at least' if bound == 'min' else 'at most'} {wanted:.15g}"
            message = f"no value of `{rule.body.column}` may be {_BEYOND[opposite]} {possible}, but this {requires}"
            yield _finding(rule, bound, message, member, opposite)


_BEYOND = {"max": "above", "min": "below"}


def _finding(rule: RuleUse, bound: str, message: str, member: DeclaredValue, constraint: str) -> Finding:
    related = ((Place((*member.path(rule.dataset), constraint)), "the column's constraint"),)
    return Finding(Place((*rule.path, bound)), message, ("change one of them: no data can satisfy both",), related)
