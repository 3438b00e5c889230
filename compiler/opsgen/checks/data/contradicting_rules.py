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

from typing import TYPE_CHECKING, Any

from opsgen.checks.typed import comparable
from opsgen.diagnostics import Code, Finding, Place, Severity
from opsgen.graph.demands import demands_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph
    from opsgen.graph.demands import Demand

CODE = Code("DAT109", "contradicting-rules", __doc__, Severity.WARNING)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, dataset in graph.spec.datasets.items():
        for column_name, demands in demands_of(name, dataset).items():
            type_ = dataset.columns[column_name].type
            for number, demand in enumerate(demands):
                other = next((each for each in demands[:number] if _is_against(demand, each, type_)), None)
                if other is not None:
                    message = f"no value of `{column_name}` keeps both this and another constraint"
                    related = ((Place(other.path), "the other constraint"),)
                    yield Finding(Place(demand.path), message, ("change one of them, or leave it out",), related)


def _is_against(one: Demand, other: Demand, type_: str) -> bool:
    if one.values is not None and other.values is not None:
        return set(map(str, one.values)).isdisjoint(map(str, other.values))
    if one.values is not None:
        return _lie_beyond(one.values, other, type_)
    if other.values is not None:
        return _lie_beyond(other.values, one, type_)
    return _is_above(one.min, other.max, type_) or _is_above(other.min, one.max, type_)


def _lie_beyond(values: tuple[Any, ...], bounds: Demand, type_: str) -> bool:
    return all(_is_above(value, bounds.max, type_) or _is_above(bounds.min, value, type_) for value in values)


def _is_above(one: Any, other: Any, type_: str) -> bool:
    first, second = comparable(one, type_), comparable(other, type_)
    return first is not None and second is not None and bool(first > second)
