"""A constraint or a rule does not apply to the type of its column.

Why: no number equals a string, a string has no mean, and only dates have an age. The query would fail, or every row
would.

Example:

    columns:
      hour: {type: integer, allowed: ["0", "12"]}

Use instead:

    columns:
      hour: {type: integer, allowed: [0, 12]}

Fix: safe; removes the quotes around numbers, `true` and `false`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from opsgen.checks.data.column_types import comparable
from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.diagnostics.suggest import listed
from opsgen.graph.members import members
from opsgen.graph.rules import rules_of
from opsgen.language.values import kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path, Repair
    from opsgen.graph import EnvironmentGraph
    from opsgen.graph.members import DeclaredValue
    from opsgen.graph.rules import RuleUse
    from opsgen.language.dataset import Dataset

CODE = Code("LNG209", "rule-type-mismatch", __doc__)

NUMBERS = ("integer", "number")
TIMES = ("date", "timestamp")
ORDERED = (*NUMBERS, "string", *TIMES, "time")
NEEDED = {
    **dict.fromkeys(("mean", "sum", "min", "max", "stddev", "quantile"), NUMBERS),
    "freshness": TIMES,
    "pattern": ("string",),
    "length": ("string",),
    "range": ORDERED,
    "accepted_values": (*ORDERED, "boolean"),
    "timezone": TIMES,
}
"""The column types that each kind of rule applies to; other kinds apply to all types."""
CONSTRAINTS = {
    "allowed": "accepted_values",
    "pattern": "pattern",
    "min": "range",
    "max": "range",
    "min_length": "length",
    "max_length": "length",
    "timezone": "timezone",
}
"""The kind of rule that each constraint of a column is short for."""
VALUES = {"accepted_values": ("values",), "range": ("min", "max")}
"""The keys of a rule with values to compare with those of the column."""
EXPECTED = {
    "integer": "a number",
    "number": "a number",
    "boolean": "true or false",
    "date": "a date such as `2024-01-31`",
    "timestamp": "a timestamp such as `2024-01-31T12:00:00Z`",
    "time": "a time such as `12:00:00`",
}


class RuleTarget(NamedTuple):
    """The column that a constraint or a rule applies to."""

    name: str
    type: str
    path: Path


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, dataset in graph.spec.datasets.items():
        yield from _constraints(name, dataset)
        declared = members(dataset)
        aged = declared.get(dataset.freshness.column or "") if dataset.freshness else None
        if aged is not None:
            target = _target(name, aged)
            yield from _kind(Place(("datasets", name, "freshness", "column")), "freshness", "freshness", target)
        for rule in rules_of(name, dataset):
            if rule.kind in NEEDED and rule.body and rule.body.column in declared:
                yield from _rule(rule, _target(name, declared[rule.body.column]))


def _target(name: str, member: DeclaredValue) -> RuleTarget:
    return RuleTarget(member.name, member.declared.type, member.path(name))


def _constraints(name: str, dataset: Dataset) -> Iterator[Finding]:
    for member in members(dataset).values():
        for key, rule in CONSTRAINTS.items():
            value = getattr(member.declared, key)
            if value is not None:
                target = _target(name, member)
                path = (*target.path, key)
                yield from _kind(Place(path, "key"), rule, key, target) or _compared(path, value, target, rule)


def _compared(path: Path, value: Any, target: RuleTarget, rule: str) -> Iterator[Finding]:
    """Findings for the value of a constraint. A time zone says how to read the column and is no value of it."""
    return _values(path, value, target, rule) if rule != "timezone" else iter(())


def _rule(rule: RuleUse, target: RuleTarget) -> Iterator[Finding]:
    mismatch = _kind(Place((*rule.path, "column")), rule.kind, rule.kind, target)
    yield from mismatch
    for key in VALUES.get(rule.kind, ()) if not mismatch else ():
        yield from _values((*rule.path, key), getattr(rule.body, key), target, rule.kind)


def _kind(place: Place, rule: str, called: str, target: RuleTarget) -> list[Finding]:
    """Findings for a kind of rule that does not apply to the type of its column."""
    if target.type in NEEDED[rule]:
        return []
    message = (
        f"`{called}` applies to columns of type {listed(NEEDED[rule])}, but `{target.name}` is of type `{target.type}`"
    )
    return [Finding(place, message, (), (_declared(target),))]


def _values(path: Path, value: Any, target: RuleTarget, rule: str) -> Iterator[Finding]:
    """Findings for one value or a list of values that are compared with those of a column."""
    values = (
        [((*path, index), each) for index, each in enumerate(value)] if isinstance(value, list) else [(path, value)]
    )
    for each_path, each in values:
        if each is None:
            continue
        if target.type == "string" and rule == "range":
            yield from _bound_of_text(Place(each_path), each, target)
        elif not _fits(each, target.type):
            message = f"`{target.name}` is of type `{target.type}`, so it cannot be {_shown(each)}"
            place, expected = Place(each_path), EXPECTED[target.type]
            repair = _retyped(expected, place, each)
            yield Finding(place, message, (f"write {expected}",), (_declared(target),), repair=repair)


def _bound_of_text(place: Place, bound: object, target: RuleTarget) -> Iterator[Finding]:
    """Findings for a numeric bound of strings: as a string, `10` sorts before `9`."""
    if not isinstance(bound, str):
        message = f"`{target.name}` is of type `string`, and strings are not compared as numbers"
        help_ = ("give the column a numeric type, or quote the bound to compare as strings",)
        yield Finding(place, message, help_, (_declared(target),))


def _retyped(expected: str, place: Place, value: object) -> Repair | None:
    from opsgen.language.validate.repairs import retyped  # what is only for mistakes is not loaded without one

    return retyped(expected, place, value)


def _fits(value: object, type_: str) -> bool:
    if type_ == "boolean":
        return isinstance(value, bool)
    return type_ not in EXPECTED or comparable(value, type_) is not None


def _shown(value: object) -> str:
    return kind(value) if isinstance(value, bool) else f"{kind(value)} `{value}`"


def _declared(target: RuleTarget) -> tuple[Place, str]:
    return Place((*target.path, "type")), f"the type of `{target.name}` is declared here"
