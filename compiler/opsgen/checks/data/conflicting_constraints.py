"""Two constraints of a column leave no value that keeps both.

Why: each of them would be right alone; together they refuse every row that has a value.

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
from opsgen.graph.constraints import Constraint, constraints_of, first_bound
from opsgen.graph.members import members
from opsgen.graph.rules import rules_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opsgen.graph import EnvironmentGraph
    from opsgen.language.dataset import Dataset

CODE = Code("DAT109", "conflicting-constraints", __doc__, Severity.WARNING)


FIGURES = ("row_count", "mean", "sum", "min", "max", "stddev", "quantile", "distinct_count")
"""The kinds of rules that set bounds for one figure of a dataset."""


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, dataset in graph.spec.datasets.items():
        for column_name, demands in constraints_of(name, dataset).items():
            is_against = partial(_is_against, type_=members(dataset)[column_name].declared.type)
            yield from _told(demands, f"value of `{column_name}`", is_against)
        for figure, demands in _figures(name, dataset).items():
            yield from _told(demands, f"`{figure[0]}`", partial(_are_apart, type_="number"))


def _told(
    demands: list[Constraint], what: str, is_against: Callable[[Constraint, Constraint], bool]
) -> Iterator[Finding]:
    for number, demand in enumerate(demands):
        other = next((each for each in demands[:number] if is_against(demand, each)), None)
        if other is not None and not _are_of_one_rule(demand, other):
            message = f"no {what} keeps both this and another constraint"
            related = ((Place(other.path), "the other constraint"),)
            yield Finding(Place(demand.path), message, ("change one of them, or leave it out",), related)


def _are_of_one_rule(one: Constraint, other: Constraint) -> bool:
    """Whether they are the bounds of one rule, of which LNG205 says so."""
    return one.path[:-1] == other.path[:-1] and one.values is None and other.values is None


def _figures(name: str, dataset: Dataset) -> dict[tuple[object, ...], list[Constraint]]:
    """The bounds of each figure; those of some of the rows only are left out."""
    found: dict[tuple[object, ...], list[Constraint]] = {}
    for rule in rules_of(name, dataset):
        if rule.kind in FIGURES and rule.body and rule.body.where is None:
            figure = (rule.kind, getattr(rule.body, "column", None), getattr(rule.body, "quantile", None))
            path = (*rule.path, first_bound(rule.body))
            found.setdefault(figure, []).append(Constraint(path, min=rule.body.min, max=rule.body.max))
    return found


def _is_against(one: Constraint, other: Constraint, type_: str) -> bool:
    if one.values is not None and other.values is not None:
        return set(map(str, one.values)).isdisjoint(map(str, other.values))
    if one.values is not None:
        return _lie_beyond(one.values, other, type_)
    if other.values is not None:
        return _lie_beyond(other.values, one, type_)
    return one.of_length == other.of_length and _are_apart(one, other, "integer" if one.of_length else type_)


def _are_apart(one: Constraint, other: Constraint, type_: str) -> bool:
    touch = not (one.is_open or other.is_open)
    return _is_above(one.min, other.max, type_, touch=touch) or _is_above(other.min, one.max, type_, touch=touch)


def _lie_beyond(values: tuple[Any, ...], bounds: Constraint, type_: str) -> bool:
    if bounds.of_length:
        values, type_ = tuple(len(str(value)) for value in values), "integer"
    return all(_are_apart(Constraint((), min=value, max=value), bounds, type_) for value in values)


def _is_above(one: Any, other: Any, type_: str, *, touch: bool) -> bool:
    first, second = comparable(one, type_), comparable(other, type_)
    return first is not None and second is not None and bool(first > second if touch else first >= second)
