"""A dataset with all columns that its data has, each with the type of its values: what a profile is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import normalize

from opsgen.quality.engines.open import Engines
from opsgen.quality.profile import draft, notation
from opsgen.quality.profile.inference import TEXT, infer
from opsgen.report.visible import visible
from opsgen.spec import values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph
    from opsgen.quality.profile.inference import Found
    from opsgen.sql.relation import SourceColumn


def declare(
    graph: EnvironmentGraph, name: str, folder: Path, declared: Mapping[str, str]
) -> tuple[EnvironmentGraph, dict[str, str]]:
    """The graph with that dataset in place of the one that says less, and why columns could not be declared."""
    dataset = graph.spec.datasets[name]
    lying = _lying(graph, name, folder)
    text = [column.name for column in lying if column.type == TEXT]
    if text:
        written = notation.detect(graph, name, folder, text)
        dataset = draft.changed(dataset, source=draft.changed(dataset.source, **written))
        graph = draft.with_datasets(graph, {**graph.spec.datasets, name: dataset})
    found = infer(graph, name, folder, [column.name for column in lying], declared)
    types = {column.name: _type(column, found, declared) for column in lying}
    left_out = _left_out(types, lying)
    found_columns = {column: type_ for column, type_ in types.items() if type_ and column not in left_out}
    known = {column: each for column, each in dataset.columns.items() if column in declared}
    marks = dict.fromkeys([*dataset.source.null_values, *found.marks])
    source = draft.changed(dataset.source, null_values=list(marks))
    made = draft.changed(dataset, columns={**draft.columns(found_columns), **known} or dataset.columns, source=source)
    return draft.with_datasets(graph, {**graph.spec.datasets, name: made}), left_out


def _lying(graph: EnvironmentGraph, name: str, folder: Path) -> list[SourceColumn]:
    """The columns as the data has them."""
    engines = Engines(graph, [name], folder)
    try:
        return [column for column in engines.of(name).relation(name).columns if column.name != draft.PLACEHOLDER]
    finally:
        engines.close()


def _type(column: SourceColumn, found: Found, declared: Mapping[str, str]) -> str | None:
    if column.name in found.types:
        return found.types[column.name]
    wanted, family = declared.get(column.name), column.kind.family
    if wanted is not None and column.kind.holds(wanted):
        return wanted
    return None if family == "other" else family


def _left_out(types: Mapping[str, str | None], lying: Iterable[SourceColumn]) -> dict[str, str]:
    """Why columns cannot be declared in a spec."""
    reasons: dict[str, str] = {}
    physical = {column.name: column.type for column in lying}
    first: dict[str, str] = {}
    for name, type_ in types.items():
        other = first.setdefault(normalize("NFC", normalize("NFC", name).casefold()), name)
        if type_ is None:
            mixed = physical[name] == "JSON"
            reasons[name] = (
                "its values are of several kinds" if mixed else f"no type of a spec is like {physical[name]}"
            )
        elif other != name:
            reasons[name] = f"databases do not tell its name from {visible(other)}"
        elif problem := _unfit_name(name):
            reasons[name] = problem
    return reasons


def _unfit_name(name: str) -> str | None:
    try:
        values.column_name(name)
    except values.RefusedValueError as error:
        return str(error.message())
    return None if name.isprintable() else "its name has characters that do not show"
