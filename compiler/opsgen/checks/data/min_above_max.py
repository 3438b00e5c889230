"""A lower bound is above its upper bound.

Why: no value is between them, so the rule would always fail, and no number of replicas would be valid.

Example:

    row_count: {min: 1000, max: 100}

Use instead:

    row_count: {min: 100, max: 1000}

Fix: unsafe; swaps the two values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.checks.data.column_types import comparable
from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.diagnostics.suggest import swap
from opsgen.graph.members import members
from opsgen.graph.rules import rules
from opsgen.language.validate.core_schema import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path, Repair
    from opsgen.graph import EnvironmentGraph
    from opsgen.language.root import Spec

CODE = Code("LNG205", "min-above-max", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    spec = graph.spec
    yield from _in_columns(spec)
    yield from _in_rules(spec)
    for name, model in spec.models.items():
        for index, gate in enumerate(model.evaluate):
            yield from _compare(("models", name, "evaluate", index), gate)
    for name, deployment in graph.online():
        yield from _compare(("deployments", name, "scaling"), deployment.scaling)


def _in_columns(spec: Spec) -> Iterator[Finding]:
    for name, dataset in spec.datasets.items():
        for member in members(dataset).values():
            path, column = member.path(name), member.declared
            if column.min is not None:
                yield from _compare(path, column, type_=column.type)
            if column.min_length is not None:
                yield from _compare(path, column, "min_length", "max_length")


def _in_rules(spec: Spec) -> Iterator[Finding]:
    for rule in rules(spec):
        if getattr(rule.body, "min", None) is None or getattr(rule.body, "max", None) is None:
            continue
        member = members(spec.datasets[rule.dataset]).get(getattr(rule.body, "column", ""))
        type_ = member.declared.type if member and rule.kind == "range" else "number"
        yield from _compare(rule.path, rule.body, type_=type_)


def _compare(path: Path, bounds: Any, low: str = "min", high: str = "max", type_: str = "number") -> Iterator[Finding]:
    least, most = getattr(bounds, low), getattr(bounds, high)
    if least is None or most is None:
        return
    first, last = comparable(least, type_), comparable(most, type_)
    if first is None or last is None:
        return
    exclusive = getattr(bounds, "exclusive_min", False) or getattr(bounds, "exclusive_max", False)
    if first > last:
        yield _finding(path, bounds, low, high, "above")
    elif first == last and exclusive:
        yield _finding(path, bounds, low, high, "the same as")


def _finding(path: Path, bounds: Any, low: str, high: str, how: str) -> Finding:
    message = f"`{low}` {getattr(bounds, low)} is {how} `{high}` {getattr(bounds, high)}, so no value is between them"
    given = [key for key in (low, high) if key in written(bounds)]
    places = [(Place((*path, key)), f"`{key}` is here") for key in given]
    help_ = tuple(f"the default of `{key}` is {getattr(bounds, key)}" for key in {low, high} - {*given})
    repair = _swap(path, bounds, low, high) if len(given) > 1 and how == "above" else None
    return Finding(places[0][0], message, help_, tuple(places[1:]), repair=repair)


def _swap(path: Path, bounds: Any, low: str, high: str) -> Repair | None:
    first, second = (_as_written(getattr(bounds, key)) for key in (low, high))
    return swap((*path, low), first, (*path, high), second)


def _as_written(bound: Any) -> Any:
    """Whole numbers without a decimal point: pydantic reads a bound as a float."""
    return int(bound) if isinstance(bound, float) and bound.is_integer() else bound
