"""Two constraints of a column exclude each other: no value can satisfy both.

Why: each constraint may be right by itself. Together they reject every row that has a value.

Example:

    columns:
      hour: {type: integer, min: 0, max: 23}
    quality:
      - range: {column: hour, min: 24, max: 47}

Use instead:

    columns:
      hour: {type: integer, min: 0, max: 23}
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from opsgen.checks.data.column_types import comparable
from opsgen.diagnostics.model import Code, Finding, Place, Severity
from opsgen.graph.members import members
from opsgen.graph.rules import Constraint, constraints_of, first_bound, rules_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opsgen.graph import EnvironmentGraph
    from opsgen.language.dataset import Dataset

CODE = Code("DAT109", "conflicting-constraints", __doc__, Severity.WARNING)


STATISTICS = ("row_count", "mean", "sum", "min", "max", "stddev", "quantile", "distinct_count")
"""The kinds of rules that set bounds for one statistic of a dataset."""


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, dataset in graph.spec.datasets.items():
        for column_name, constraints in constraints_of(name, dataset).items():
            excludes = partial(_excludes, type_=members(dataset)[column_name].declared.type)
            yield from _conflicts(constraints, f"value of `{column_name}`", excludes)
        for statistic, constraints in _statistics(name, dataset).items():
            yield from _conflicts(constraints, f"`{statistic[0]}`", partial(_are_disjoint, type_="number"))


def _conflicts(
    constraints: list[Constraint], what: str, excludes: Callable[[Constraint, Constraint], bool]
) -> Iterator[Finding]:
    for number, constraint in enumerate(constraints):
        other = next((each for each in constraints[:number] if excludes(constraint, each)), None)
        if other is not None and not _are_in_one_rule(constraint, other):
            message = f"no {what} can satisfy both this and another constraint"
            related = ((Place(other.path), "the other constraint"),)
            yield Finding(Place(constraint.path), message, ("change or remove one of them",), related)


def _are_in_one_rule(one: Constraint, other: Constraint) -> bool:
    """Whether they are the two bounds of one rule, which LNG205 reports."""
    return one.path[:-1] == other.path[:-1] and one.values is None and other.values is None


def _statistics(name: str, dataset: Dataset) -> dict[tuple[object, ...], list[Constraint]]:
    """The bounds of each statistic. Rules with `where` are left out: they are about other rows."""
    found: dict[tuple[object, ...], list[Constraint]] = {}
    for rule in rules_of(name, dataset):
        if rule.kind in STATISTICS and rule.body and rule.body.where is None:
            about = (getattr(rule.body, key, None) for key in ("column", "quantile", "scope"))
            statistic = (rule.kind, *about)
            path = (*rule.path, first_bound(rule.body))
            found.setdefault(statistic, []).append(Constraint(path, min=rule.body.min, max=rule.body.max))
    return found


def _excludes(one: Constraint, other: Constraint, type_: str) -> bool:
    if one.values is not None and other.values is not None:
        return set(map(str, one.values)).isdisjoint(map(str, other.values))
    if one.values is not None:
        return _are_outside(one.values, other, type_)
    if other.values is not None:
        return _are_outside(other.values, one, type_)
    return one.of_length == other.of_length and _are_disjoint(one, other, "integer" if one.of_length else type_)


def _are_disjoint(one: Constraint, other: Constraint, type_: str) -> bool:
    touch = not (one.is_open or other.is_open)
    return _is_above(one.min, other.max, type_, touch=touch) or _is_above(other.min, one.max, type_, touch=touch)


def _are_outside(values: tuple[Any, ...], bounds: Constraint, type_: str) -> bool:
    if bounds.of_length:
        values, type_ = tuple(len(str(value)) for value in values), "integer"
    return all(_are_disjoint(Constraint((), min=value, max=value), bounds, type_) for value in values)


def _is_above(one: Any, other: Any, type_: str, *, touch: bool) -> bool:
    first, second = comparable(one, type_), comparable(other, type_)
    return first is not None and second is not None and bool(first > second if touch else first >= second)
