"""Infers the fields and items of nested columns, with their types and missing values.

All rows are read. A text in a JSON document is a date or a time if each of its values can be read as one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sqlglot import exp

from opsgen.graph.members import ITEMS, members
from opsgen.runtime.engines.open import Engines
from opsgen.runtime.profile import personal, proposed_spec
from opsgen.runtime.profile.result import PartProfile
from opsgen.sql.rules.queries import scan
from opsgen.sql.rules.table import RuleTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph
    from opsgen.language.dataset import Value
    from opsgen.runtime.engines.engine import Engine
    from opsgen.sql.rules.relation import SourceColumn
    from opsgen.sql.rules.types import ElementType, ValueKind

Tree = dict[str, Any]

DEEPEST = 5
"""The deepest nesting that is proposed."""
WIDEST = 50
"""How many fields of an object are proposed. An object with more is likely a map."""
MOMENTS = ("date", "timestamp", "time")
"""The types of texts, in the order in which they are tried."""
QUESTION = "which type is meant?"
"""The question in a comment, if the data does not show the type."""


class Parts(NamedTuple):
    """The parts of a dataset's nested columns."""

    trees: dict[str, Tree]
    """The declarations of nested columns, by name."""
    left_out: dict[str, str]
    """The reasons why parts cannot be declared, by path."""


def find(graph: EnvironmentGraph, name: str, folder: Path, columns: Iterable[SourceColumn]) -> Parts:
    """The parts of the nested columns of the data."""
    left_out: dict[str, str] = {}
    trees = {column.name: _tree(column.kind, column.name, 1, left_out) for column in columns}
    found = {column: tree for column, tree in trees.items() if tree and {"fields", "items"} & tree.keys()}
    if found:
        moments = _moments(graph, name, folder, found)
        found = {column: _typed(tree, column, moments) for column, tree in found.items()}
    return Parts(found, left_out)


def _tree(kind: ValueKind, path: str, depth: int, left_out: dict[str, str]) -> Tree | None:
    """The declaration for values of a kind. None if the language has no type for them."""
    if kind.family == "other" or (kind.document and depth > 1):
        return None
    tree: Tree = {"type": kind.family}
    if depth > DEEPEST or len(kind.fields or ()) > WIDEST:
        return tree
    fields: Tree = {}
    for field, inner in kind.fields or ():
        found = _part(inner, f"{path}.{field}", depth, left_out, proposed_spec.unfit_name(field))
        fields |= {field: found} if found else {}
    items = _part(kind.item, f"{path}{ITEMS}", depth, left_out) if kind.item is not None else None
    return tree | ({"fields": fields} if fields else {}) | ({"items": items} if items else {})


def _part(inner: ElementType, path: str, depth: int, left_out: dict[str, str], unfit: str | None = None) -> Tree | None:
    found = None if unfit else _tree(inner.kind, path, depth + 1, left_out)
    if found is None:
        mixed = inner.kind.document or inner.type.strip('"') == "NULL"
        why = f"its values are of several types or all missing: {QUESTION}" if mixed else None
        left_out[path] = unfit or why or f"the language has no type for {inner.type}"
    return found


def _typed(tree: Tree, path: str, types: Mapping[str, str]) -> Tree:
    """The tree with other types at some paths."""
    made = {**tree, "type": types.get(path, tree["type"])}
    if "fields" in tree:
        made["fields"] = {name: _typed(field, f"{path}.{name}", types) for name, field in tree["fields"].items()}
    if "items" in tree:
        made["items"] = _typed(tree["items"], f"{path}{ITEMS}", types)
    return made


def _moments(graph: EnvironmentGraph, name: str, folder: Path, trees: Mapping[str, Tree]) -> dict[str, str]:
    """The paths of texts in JSON documents that are dates or times, and their types."""
    found: dict[str, str] = {}
    declared = proposed_spec.changed(graph.spec.datasets[name], columns=proposed_spec.declared(trees))
    texts = [path for path, each in members(declared).items() if each.steps and each.declared.type == "string"]
    for type_ in MOMENTS:
        texts = [path for path in texts if path not in found]
        if texts:
            tried = {column: _typed(tree, column, dict.fromkeys(texts, type_)) for column, tree in trees.items()}
            found |= dict.fromkeys(_readable(graph, name, folder, tried, texts), type_)
    return found


def _readable(
    graph: EnvironmentGraph, name: str, folder: Path, trees: Mapping[str, Tree], paths: Iterable[str]
) -> list[str]:
    """The paths whose values can all be read as their declared type. Paths without values do not count."""
    dataset = proposed_spec.changed(graph.spec.datasets[name], columns=proposed_spec.declared(trees))
    engines = Engines(proposed_spec.with_datasets(graph, {name: dataset}), [name], folder)
    try:
        engine = engines.of(name)
        subject = RuleTable(dataset, engine.relation(name), engine.dialect)
        starts = {path: subject.document(path) for path in paths}
        wrong = {path: subject.unreadable(path, start) for path, start in starts.items() if start is not None}
        there = {path: _some_value(path, subject) for path in wrong}
        unreadable, counts = _counted(engine, subject, wrong), _counted(engine, subject, there)
        return [path for path in wrong if counts[path] and not unreadable[path]]
    finally:
        engines.close()


def _some_value(path: str, subject: RuleTable) -> exp.Expr:
    """Whether a row has any value there."""
    return subject.some(path, lambda value: exp.not_(value.is_(exp.null())))


def _counted(engine: Engine, subject: RuleTable, conditions: Mapping[str, exp.Expr]) -> dict[str, int]:
    """How many rows meet each condition."""
    if not conditions:
        return {}
    counts = {
        f"m{number}": exp.Count(this=exp.Case(ifs=[exp.If(this=condition, true=exp.Literal.number(1))]))
        for number, condition in enumerate(conditions.values())
    }
    row = engine.row(scan(subject, counts))
    return dict(zip(conditions, map(int, row.values()), strict=True))


def measured(engine: Engine, subject: RuleTable, columns: Iterable[str]) -> dict[str, tuple[PartProfile, ...]]:
    """The declared parts of columns, with the numbers of missing values."""
    wanted = set(columns)
    paths = [path for path, each in members(subject.dataset).items() if each.steps and each.column in wanted]
    values = _counted(engine, subject, {path: _some_value(path, subject) for path in paths})
    missing = _counted(engine, subject, {path: subject.lacking(path) for path in paths})

    def parts(outer: str, declared: Value, *, hidden: bool) -> Iterator[PartProfile]:
        inside = [(f"{outer}.{field}", field, each) for field, each in (declared.fields or {}).items()]
        inside += [(f"{outer}{ITEMS}", ITEMS, declared.items)] if declared.items is not None else []
        for path, name, each in inside:
            if path in values:
                suspect = hidden or (name != ITEMS and each.type != "boolean" and personal.by_name(name))
                how: Literal["declared", "name"] | None = "name" if suspect and not hidden else None
                how = "declared" if each.classification == "pii" else how
                below = tuple(parts(path, each, hidden=hidden or how is not None))
                yield PartProfile(name, each.type, values[path], missing[path], how, below)

    dataset = subject.dataset
    return {
        name: tuple(parts(name, column, hidden=column.classification == "pii" or personal.by_name(name)))
        for name, column in dataset.columns.items()
        if name in wanted and (column.fields or column.items)
    }
