"""Infers the logical types of text columns in CSV and JSON files.

A column is of a type where the engine reads each of its values as that: the same reading that checks use. Some texts
are kept from being numbers all the same, since a number would not be what they are: `007`, `+49`, and integers that 64
bits do not hold.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from opsgen.runtime.engines.open import Engines
from opsgen.runtime.profile import proposed_spec, symbols
from opsgen.sql.sources.notation import notation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph
    from opsgen.language.dataset import Dataset
    from opsgen.runtime.engines.engine import Engine
    from opsgen.sql.rules.relation import SourceColumn
    from opsgen.sql.sources.notation import Notation

TYPES = ("integer", "number", "boolean", "date", "timestamp", "time", "object", "array", "string")
"""From the most specific type on: the first one that fits is used."""
TEXT = "text"
"""The engines' names for the type of a CSV column."""
SAMPLE = 1000
"""How many rows are read to rule types out, before all rows are read."""
TOGETHER = 60
"""How many columns one query tests, to bound the size of the query."""


KINDS = {
    "integer": ("BIGINT", "UBIGINT", "HUGEINT"),
    "number": ("DOUBLE",),
    "string": ("VARCHAR",),
    "boolean": ("BOOLEAN",),
    "object": ("OBJECT",),
    "array": ("ARRAY",),
}
"""DuckDB's names for the kinds of JSON values."""


@dataclass(frozen=True, slots=True)
class InferredColumns:
    """The types of a dataset's columns."""

    types: dict[str, str | None] = field(default_factory=dict)
    """By column without a physical type, its logical type. None if the values are of several types."""
    marks: tuple[str, ...] = ()
    """Texts that mean a missing value."""
    kinds: dict[str, dict[str, int]] = field(default_factory=dict)
    """By JSON field without a type, the number of values of each kind."""


def infer(
    graph: EnvironmentGraph, name: str, folder: Path, columns: Sequence[str], declared: Mapping[str, str]
) -> InferredColumns:
    """The types of a dataset's columns: the declared type, or else the inferred one."""
    variants = _variants(graph.spec.datasets[name], columns)
    engines = Engines(proposed_spec.with_datasets(graph, variants), variants, folder)
    try:
        engine = engines.of("string")
        search = _Search(engine, declared, notation(graph.spec.datasets[name].source))
        return search.run()
    finally:
        engines.close()


def _variants(dataset: Dataset, names: Sequence[str]) -> dict[str, Dataset]:
    """Copies of the dataset, each of which declares one candidate type for its columns."""
    columns = {type_: proposed_spec.columns({"any": type_})["any"] for type_ in TYPES}
    return {type_: proposed_spec.changed(dataset, columns=dict.fromkeys(names, columns[type_])) for type_ in TYPES}


class _Search:
    def __init__(self, engine: Engine, declared: Mapping[str, str], written: Notation) -> None:
        self._engine = engine
        self._written = written
        self._declared = declared
        relations = {type_: engine.relation(type_) for type_ in TYPES}
        self._source = relations["string"].source
        self._read = {type_: {each.name: each for each in relation.columns} for type_, relation in relations.items()}

    def run(self) -> InferredColumns:
        types: dict[str, str | None] = {}
        missing = set[str]()
        for some in _parts(list(self._read["string"].values())):
            found, marked = self._types(some)
            types |= found
            if marked:
                missing |= self._meant({name: found.get(name) or "string" for name in marked})
        mixed = [name for name, type_ in types.items() if type_ is None]
        return InferredColumns(types, tuple(mark for mark in symbols.ALL if mark in missing), self._kinds(mixed))

    def _types(self, columns: Sequence[SourceColumn]) -> tuple[dict[str, str | None], list[str]]:
        """The types of these columns, and the columns that contain marks of missing values."""
        possible = {column.name: self._possible(column) for column in columns}
        searched = {name: types for name, types in possible.items() if types}
        if not searched:
            return {}, []
        self._narrow(searched, sample=SAMPLE)
        counts = self._narrow(searched)
        found = {name: self._declared.get(name) or next(iter(types), None) for name, types in searched.items()}
        for name in searched:
            if not counts[name, "values"]:
                found[name] = self._declared.get(name, "string" if self._is_text(name) else None)
        return found, [name for name in searched if counts.get((name, "marked"))]

    def _possible(self, column: SourceColumn) -> list[str]:
        """The types to try for a column. Empty if it has a physical type."""
        fallible = [type_ for type_ in TYPES if self._read[type_][column.name].fallible]
        return fallible if not fallible or "string" in fallible else [*fallible, "string"]

    def _narrow(self, searched: dict[str, list[str]], sample: int | None = None) -> dict[tuple[str, str], int]:
        """Remove the types that do not fit all values, and return the counts."""
        measures = {
            (name, what): measure for name, types in searched.items() for what, measure in self._counts(name, types)
        }
        counts = self._measured(measures, sample)
        for name, types in searched.items():
            searched[name] = [type_ for type_ in types if not counts.get((name, type_))]
        return counts

    def _is_text(self, name: str) -> bool:
        """Whether the column is text in a CSV file, not a field of JSON documents."""
        return self._read["string"][name].type == TEXT

    def _kinds(self, names: Sequence[str]) -> dict[str, dict[str, int]]:
        """The number of values of each kind, by JSON field."""
        if not names:
            return {}
        measures = {
            (name, kind): _count(_among(_json_type(name), types)) for name in names for kind, types in KINDS.items()
        }
        counts = self._measured(measures)
        return {name: {kind: counts[name, kind] for kind in KINDS if counts[name, kind]} for name in names}

    def _counts(self, name: str, types: Iterable[str]) -> Iterator[tuple[str, exp.Expr]]:
        lying = exp.column(name, quoted=True)
        is_text = self._is_text(name)
        there: exp.Expr = exp.not_(lying.copy().is_(exp.null()))
        marked = _among(lying, symbols.ALL)
        if is_text:
            there = exp.and_(there, exp.not_(marked.copy(), copy=False), copy=False)
            yield "marked", _count(marked)
        yield "values", _count(there.copy())
        for type_ in types:
            read = self._read[type_][name].read
            if read is not None:
                odd = _odd(type_, lying, self._written) if is_text else []
                misread = exp.or_(exp.Is(this=read.copy(), expression=exp.null()), *odd, copy=False)
                yield type_, _count(exp.and_(there.copy(), misread, copy=False))

    def _meant(self, types: Mapping[str, str]) -> set[str]:
        """The marks in these columns that mean a missing value."""
        measures: dict[tuple[str, str], exp.Expr] = {}
        for name in types:
            lying = exp.column(name, quoted=True)
            measures |= {(name, mark): _count(lying.copy().eq(exp.Literal.string(mark))) for mark in symbols.ALL}
            other = exp.If(this=exp.not_(_among(lying, symbols.ALL)), true=exp.Length(this=lying.copy()))
            measures[name, "longest"] = exp.Max(this=exp.Case(ifs=[other]))
        counts = self._measured(measures)
        found = set[str]()
        for name, type_ in types.items():
            standing = [mark for mark in symbols.ALL if counts[name, mark]]
            found |= symbols.meant(standing, type_, counts[name, "longest"])
        return found

    def _measured(self, measures: Mapping[tuple[str, str], exp.Expr], sample: int | None = None) -> dict[Any, Any]:
        columns = [exp.alias_(measure, f"m{number}", copy=False) for number, measure in enumerate(measures.values())]
        rows = exp.select(exp.Star()).from_(self._source.copy())
        if sample is not None:
            rows = rows.limit(sample)
        row = self._engine.row(exp.select(*columns, copy=False).from_(rows.subquery("data"), copy=False))
        return dict(zip(measures, row.values(), strict=True))


def _parts(columns: Sequence[SourceColumn]) -> Iterator[Sequence[SourceColumn]]:
    for start in range(0, len(columns), TOGETHER):
        yield columns[start : start + TOGETHER]


def _count(condition: exp.Expr) -> exp.Expr:
    """The number of rows that meet a condition. The condition is not copied, since copying trees is slow."""
    return exp.Count(this=exp.Case(ifs=[exp.If(this=condition, true=exp.Literal.number(1))]))


def _among(text: exp.Expr, values: Iterable[str]) -> exp.Expr:
    return text.copy().isin(*(exp.Literal.string(value) for value in values))


def _json_type(name: str) -> exp.Expr:
    return exp.Anonymous(this="json_type", expressions=[exp.column(name, quoted=True)])


def _odd(type_: str, text: exp.Expr, written: Notation) -> list[exp.Expr]:
    """Texts that can be read as the type, but should stay text."""

    def like(*patterns: str) -> list[exp.Expr]:
        return [exp.Like(this=text.copy(), expression=exp.Literal.string(pattern)) for pattern in patterns]

    point = written.decimal
    if type_ == "integer":
        return like("0_%", "-0_%", "+%", f"%{point}%")
    if type_ == "number":
        long = exp.and_(exp.Length(this=text.copy()) > 17, exp.not_(exp.or_(*like(f"%{point}%", "%e%", "%E%"))))
        zeros = exp.and_(
            exp.or_(*like("0_%", "-0_%")), exp.not_(exp.or_(*like(f"0{point}%", f"-0{point}%", "0e%", "0E%")))
        )
        return [long, zeros, *like("+%")]
    if type_ == "boolean":
        return [exp.not_(_among(exp.Lower(this=text.copy()), ("true", "false")))]
    return []
