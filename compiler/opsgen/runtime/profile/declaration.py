"""Declares all columns of a dataset's data with the types of their values, so that it can be profiled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from opsgen.runtime.engines.engine import UnreadableError
from opsgen.runtime.engines.open import Engines
from opsgen.runtime.profile import nested_parts, proposed_spec, text_formats
from opsgen.runtime.profile.inference import TEXT, infer
from opsgen.terminal.escape import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph
    from opsgen.language.dataset import Column
    from opsgen.runtime.profile.inference import InferredColumns
    from opsgen.sql.rules.relation import SourceColumn


def declare(
    graph: EnvironmentGraph, name: str, folder: Path, declared: Mapping[str, str]
) -> tuple[EnvironmentGraph, dict[str, str]]:
    """The graph with the completed dataset, and why some columns cannot be declared."""
    dataset = graph.spec.datasets[name]
    lying = _lying(graph, name, folder)
    if not lying:
        raise UnreadableError("it has no rows to take columns from")
    text = [column.name for column in lying if column.type == TEXT]
    if text:
        written = text_formats.detect(graph, name, folder, text)
        dataset = proposed_spec.changed(dataset, source=proposed_spec.changed(dataset.source, **written))
        graph = proposed_spec.with_datasets(graph, {**graph.spec.datasets, name: dataset})
    found = infer(graph, name, folder, [column.name for column in lying], declared)
    types = {column.name: _type(column, found, declared) for column in lying}
    left_out = _left_out(types, lying, found)
    trees: dict[str, Any] = {
        column: {"type": type_} for column, type_ in types.items() if type_ and column not in left_out
    }
    known = {column: each for column, each in dataset.columns.items() if column in declared}
    nested = [
        column
        for column in lying
        if trees.get(column.name, {}).get("type") in ("object", "array") and not _is_known(known.get(column.name))
    ]
    within = nested_parts.find(graph, name, folder, nested)
    trees |= {column: tree for column, tree in within.trees.items() if tree["type"] == trees[column]["type"]}
    known = {column: each for column, each in known.items() if column not in within.trees}
    marks = dict.fromkeys([*dataset.source.null_values, *found.marks])
    source = proposed_spec.changed(dataset.source, null_values=list(marks))
    made = proposed_spec.changed(
        dataset, columns={**proposed_spec.declared(trees), **known} or dataset.columns, source=source
    )
    return proposed_spec.with_datasets(graph, {**graph.spec.datasets, name: made}), left_out | within.left_out


def _lying(graph: EnvironmentGraph, name: str, folder: Path) -> list[SourceColumn]:
    """The columns of the data."""
    engines = Engines(graph, [name], folder)
    try:
        return [
            column for column in engines.of(name).relation(name).columns if column.name != proposed_spec.PLACEHOLDER
        ]
    finally:
        engines.close()


def _type(column: SourceColumn, found: InferredColumns, declared: Mapping[str, str]) -> str | None:
    if column.name in found.types:
        return found.types[column.name]
    wanted, family = declared.get(column.name), column.kind.family
    if wanted is not None and column.kind.holds(wanted):
        return wanted
    return None if family == "other" else family


def _is_known(column: Column | None) -> bool:
    """Whether the spec declares the fields or items of a column."""
    return column is not None and bool(column.fields or column.items)


def _left_out(types: Mapping[str, str | None], lying: Iterable[SourceColumn], found: InferredColumns) -> dict[str, str]:
    """The reasons why columns cannot be declared, by column."""
    reasons: dict[str, str] = {}
    physical = {column.name: column.type for column in lying}
    first: dict[str, str] = {}
    for name, type_ in types.items():
        other = first.setdefault(normalize("NFC", normalize("NFC", name).casefold()), name)
        if type_ is None:
            kinds = found.kinds.get(name)
            reasons[name] = _of_kinds(kinds) if kinds is not None else f"the language has no type for {physical[name]}"
        elif other != name:
            reasons[name] = f"databases do not distinguish its name from {visible(other)}"
        elif problem := proposed_spec.unfit_name(name):
            reasons[name] = problem
    return reasons


def _of_kinds(kinds: Mapping[str, int]) -> str:
    """The reason why values of these kinds have no common type."""
    if not kinds:
        return f"all its values are missing: {nested_parts.QUESTION}"
    seen = ", ".join(f"{count:,} {kind}" for kind, count in kinds.items())
    return f"its values are of several types ({seen}): {nested_parts.QUESTION}"
