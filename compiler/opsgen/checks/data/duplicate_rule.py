"""A rule repeats another rule of the dataset, or a constraint of its column.

Why: both would be measured, and both would fail. Whoever changes one of them later forgets the other. A weaker form of
a constraint, as a warning or for some rows, adds nothing.

Example:

    columns:
      origin: {type: string, required: true}
    quality:
      - not_null: {column: origin}

Use instead:

    columns:
      origin: {type: string, required: true}

Fix: safe if the two rules are identical; unsafe otherwise. Removes the second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.checks.data.column_types import comparable
from opsgen.diagnostics.model import Code, Finding, Place, Severity
from opsgen.diagnostics.suggest import remove
from opsgen.graph.members import members
from opsgen.graph.rules import rules_of
from opsgen.language.validate.core_schema import written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.graph import EnvironmentGraph
    from opsgen.graph.rules import RuleUse
    from opsgen.language.dataset import Dataset, Value

CODE = Code("DAT110", "duplicate-rule", __doc__, Severity.WARNING)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, dataset in graph.spec.datasets.items():
        seen: dict[tuple[str, object], RuleUse] = {}
        for rule in rules_of(name, dataset):
            if rule.body is None:
                continue
            first = seen.setdefault((rule.kind, _content(rule)), rule)
            same = first.path if first is not rule else _constraint(rule, dataset)
            if same is not None:
                message = f"this `{rule.kind}` repeats another rule or constraint"
                related = ((Place(same, "key"), "the first one is here"),)
                is_same = (rule.kind, rule.body) == (first.kind, first.body) and first is not rule
                repair = remove(Place(rule.path[:-1]), "it repeats another rule", safe=is_same)
                yield Finding(Place(rule.path, "key"), message, ("remove one of them",), related, repair=repair)


def _content(rule: RuleUse) -> tuple[tuple[str, str], ...]:
    """All fields of a rule except its name and description."""
    fields = written(rule.body) - {"name", "description"}
    return tuple((field, repr(getattr(rule.body, field))) for field in sorted(fields))


def _constraint(rule: RuleUse, dataset: Dataset) -> Path | None:
    """The constraint of a column that implies the rule. Severity and `where` only make the rule weaker."""
    if rule.kind == "unique":
        keys = [name for name, column in dataset.columns.items() if column.primary_key]
        alone = {name: "unique" for name, column in dataset.columns.items() if column.unique}
        found = {**(dict.fromkeys(keys, "primary_key") if len(keys) == 1 else {}), **alone}
        return next(((*_column(rule, name), found[name]) for name in rule.body.columns if name in found), None)
    member = members(dataset).get(getattr(rule.body, "column", ""))
    key = _IMPLYING[rule.kind](rule.body, member.declared) if member is not None and rule.kind in _IMPLYING else None
    return (*member.path(rule.dataset), key) if key and member is not None else None


def _column(rule: RuleUse, name: str) -> Path:
    return "datasets", rule.dataset, "columns", name


def _not_null(_body: Any, column: Value) -> str | None:
    return "primary_key" if getattr(column, "primary_key", False) else "required" if column.required else None


def _accepted(body: Any, column: Value) -> str | None:
    return "allowed" if column.allowed and {*map(str, column.allowed)} <= {*map(str, body.values)} else None


def _pattern(body: Any, column: Value) -> str | None:
    return "pattern" if column.pattern == body.regex else None


def _range(body: Any, column: Value) -> str | None:
    least, most = (comparable(bound, column.type) for bound in (column.min, column.max))
    low, high = (comparable(bound, column.type) for bound in (body.min, body.max))
    if body.min is not None and (low is None or least is None or least < low or (body.exclusive_min and least == low)):
        return None
    if body.max is not None and (high is None or most is None or most > high or (body.exclusive_max and most == high)):
        return None
    return _bound(body)


def _length(body: Any, column: Value) -> str | None:
    if body.min is not None and (column.min_length is None or column.min_length < body.min):
        return None
    if body.max is not None and (column.max_length is None or column.max_length > body.max):
        return None
    bound = _bound(body)
    return bound and f"{bound}_length"


def _bound(body: Any) -> str | None:
    """The first bound of a rule; LNG206 reports a rule without one."""
    return "min" if body.min is not None else "max" if body.max is not None else None


_IMPLYING: dict[str, Callable[[Any, Value], str | None]] = {
    "not_null": _not_null,
    "accepted_values": _accepted,
    "pattern": _pattern,
    "range": _range,
    "length": _length,
}
"""For each kind of rule, the constraint of its column that implies it."""
