"""A rule demands what another one of the dataset, or a constraint of its column, demands already.

Why: both would be measured and both would fail; whoever changes one of them later forgets the other. What is weaker
than a constraint, as a warning or for some of the rows, adds nothing to it.

Example:

    columns:
      origin: {type: string, required: true}
    quality:
      - not_null: {column: origin}

Use instead:

    columns:
      origin: {type: string, required: true}

Fix: safe where two rules are the same in all; unsafe otherwise. The second goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.checks.data.column_types import comparable
from opsgen.diagnostics.model import Code, Finding, Place, Severity
from opsgen.diagnostics.repairs import remove
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
            first = seen.setdefault((rule.kind, _demand(rule)), rule)
            same = first.path if first is not rule else _constraint(rule, dataset)
            if same is not None:
                message = f"this `{rule.kind}` says nothing that is not said already"
                related = ((Place(same, "key"), "here it is said first"),)
                is_same = (rule.kind, rule.body) == (first.kind, first.body) and first is not rule
                repair = remove(Place(rule.path[:-1]), "that is said already", safe=is_same)
                yield Finding(Place(rule.path, "key"), message, ("leave one of them out",), related, repair=repair)


def _demand(rule: RuleUse) -> tuple[tuple[str, str], ...]:
    """All that a rule says but for what it is called."""
    said = written(rule.body) - {"name", "description"}
    return tuple((field, repr(getattr(rule.body, field))) for field in sorted(said))


def _constraint(rule: RuleUse, dataset: Dataset) -> Path | None:
    """The constraint of a column that says as much or more; what is said of some rows, or as a warning, is less."""
    if rule.kind == "unique":
        keys = [name for name, column in dataset.columns.items() if column.primary_key]
        alone = {name: "unique" for name, column in dataset.columns.items() if column.unique}
        found = {**(dict.fromkeys(keys, "primary_key") if len(keys) == 1 else {}), **alone}
        return next(((*_column(rule, name), found[name]) for name in rule.body.columns if name in found), None)
    member = members(dataset).get(getattr(rule.body, "column", ""))
    key = _SAYING[rule.kind](rule.body, member.declared) if member is not None and rule.kind in _SAYING else None
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
    """The first bound that a rule has; LNG206 tells of a rule without one."""
    return "min" if body.min is not None else "max" if body.max is not None else None


_SAYING: dict[str, Callable[[Any, Value], str | None]] = {
    "not_null": _not_null,
    "accepted_values": _accepted,
    "pattern": _pattern,
    "range": _range,
    "length": _length,
}
"""By the kind of a rule, which constraint of its column says as much."""
