"""Runs a profile: one scan for the measures, then one query for the values of columns with few distinct values."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from sqlglot import exp

from opsgen.runtime.check.masking import MASK, without_values
from opsgen.runtime.check.masking import personal as declared_personal
from opsgen.runtime.engines.engine import QueryError, UnreadableError
from opsgen.runtime.engines.open import Engines
from opsgen.runtime.profile import nested_parts, personal, shapes
from opsgen.runtime.profile.inference import TOGETHER
from opsgen.runtime.profile.measures import COUNTED, QUANTILES, measures, values
from opsgen.runtime.profile.names import identifies
from opsgen.runtime.profile.result import ColumnProfile, Profile, Quantiles, ValueCount
from opsgen.sql.rules.queries import own
from opsgen.sql.rules.rule import Rule, Tolerance, Unique
from opsgen.sql.rules.table import RuleTable
from opsgen.sql.sources.locations import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph
    from opsgen.language.dataset import Dataset
    from opsgen.runtime.check.run import Watcher
    from opsgen.runtime.engines.engine import Engine
    from opsgen.sql.rules.relation import SourceColumn

MANY = 10_000
"""Columns with more distinct values are not grouped, so that memory does not grow with the data."""
LONG = 200
"""Columns with longer texts are not grouped either."""
TOP = 20
"""How many of the most frequent values are kept."""
NEARLY = 0.7
"""The share of distinct values, by the estimate, from which a column is tested for uniqueness."""


def profile(graph: EnvironmentGraph, name: str, folder: Path, left_out: Mapping[str, str], watcher: Watcher) -> Profile:
    """Profile a dataset whose columns are all declared."""
    engines = Engines(graph, [name], folder)
    try:
        return _Profiling(graph.spec.datasets[name], name, engines.of(name), watcher).run(
            left_out, _location(graph, name)
        )
    except QueryError as error:
        raise UnreadableError(without_values(str(error))) from None
    finally:
        engines.close()


def _location(graph: EnvironmentGraph, name: str) -> str:
    source = graph.spec.datasets[name].source
    return shown(graph.spec.connections[source.connection], source)


class _Profiling:
    """The profiling of one dataset."""

    def __init__(self, dataset: Dataset, name: str, engine: Engine, watcher: Watcher) -> None:
        self._dataset = dataset
        self._name = name
        self._engine = engine
        self._watcher = watcher
        self._relation = engine.relation(name)
        self._declared_personal = declared_personal(dataset)
        self._rows = 0

    def run(self, left_out: Mapping[str, str], location: str) -> Profile:
        columns = list(self._relation.columns)
        found: list[ColumnProfile] = []
        for start in range(0, max(len(columns), 1), TOGETHER):
            found += self._some(columns[start : start + TOGETHER])
        subject = RuleTable(self._dataset, self._relation, self._engine.dialect)
        within = nested_parts.measured(self._engine, subject, [column.name for column in columns])
        found = [replace(each, left_out=left_out.get(each.name), parts=within.get(each.name, ())) for each in found]
        marks = tuple(self._dataset.source.null_values)
        names = {column.name for column in columns}
        of_parts = {path: why for path, why in left_out.items() if path not in names}
        return Profile(self._name, location, self._rows, marks, tuple(found), of_parts)

    def _some(self, columns: Sequence[SourceColumn]) -> Iterator[ColumnProfile]:
        figures = self._scan(columns)
        counted = self._values([column for column in columns if _has_few(column, figures[column.name])])
        for column in columns:
            made = self._column(column, figures[column.name], counted.get(column.name))
            yield replace(made, unique=self._is_unique(made, figures[column.name]))

    def _scan(self, columns: Sequence[SourceColumn]) -> dict[str, dict[str, Any]]:
        """The measures of columns, by one query."""
        wanted = {
            (column.name, figure): measure
            for column in columns
            for figure, measure in measures(column, self._engine.dialect).items()
        }
        aliased = [exp.alias_(measure, f"m{number}") for number, measure in enumerate(wanted.values())]
        rows = exp.alias_(exp.Count(this=exp.Star()), "all_rows")
        data = replace(self._relation, columns=tuple(columns)).select().subquery("data")
        self._watcher.step(self._engine, self._name, "scan")
        row = list(self._engine.row(exp.select(rows, *aliased).from_(data)).values())
        self._rows = row[0]
        found: dict[str, dict[str, Any]] = {column.name: {} for column in columns}
        for (name, figure), value in zip(wanted, row[1:], strict=True):
            found[name][figure] = value
        return found

    def _values(self, columns: Sequence[SourceColumn]) -> dict[str, Counter[str]]:
        """The number of rows of each value, by column."""
        if not columns or not self._rows:
            return {}
        self._watcher.step(self._engine, self._name, "values")
        counts = [Counter[str]() for _ in columns]
        for *texts, times in self._engine.rows(values(self._relation, columns))[1]:
            for number, text in enumerate(texts):
                if text is not None:
                    counts[number][text] += times
        return {column.name: count for column, count in zip(columns, counts, strict=True)}

    def _column(self, column: SourceColumn, figures: Mapping[str, Any], counts: Counter[str] | None) -> ColumnProfile:
        shape = shapes.known(figures, figures["values"])
        how = self._how_personal(column, figures)
        made = ColumnProfile(
            column.name,
            column.type,
            self._type(column),
            figures["values"],
            self._rows - figures["values"],
            how,
            distinct=len(counts) if counts is not None else figures.get("distinct"),
            distinct_exact=counts is not None,
            constant=counts is not None and len(counts) == 1,
            special=figures.get("special", 0),
            shortest=figures.get("shortest"),
            longest=figures.get("longest"),
            pattern=shapes.KNOWN[shape] if shape else shapes.code(figures, figures.get("longest") or 0),
        )
        if how:
            bounds = MASK if figures.get("min") is not None else None
            return replace(made, min=bounds, max=bounds, pattern=shapes.KNOWN[shape] if shape else None)
        return _with_values(made, figures, counts)

    def _type(self, column: SourceColumn) -> str | None:
        declared = self._dataset.columns.get(column.name)
        return declared.type if declared is not None else None

    def _how_personal(
        self, column: SourceColumn, figures: Mapping[str, Any]
    ) -> Literal["declared", "name", "values"] | None:
        if column.name.casefold() in self._declared_personal or self._dataset.classification == "pii":
            return "declared"
        if column.kind.family != "boolean" and personal.by_name(column.name):
            return "name"
        telling = (figures.get(shape, 0) for shape in personal.SHAPES)
        return "values" if any(count and count * 2 >= figures["values"] for count in telling) else None

    def _is_unique(self, column: ColumnProfile, figures: Mapping[str, Any]) -> bool:
        """Whether all values differ. If there are many, only columns that may be keys are tested."""
        if column.distinct_exact:
            return column.distinct == column.values > 0
        likely = identifies(column.name) or column.name == self._relation.columns[0].name or column.pattern is not None
        apart = figures.get("distinct") or 0
        if column.type not in ("integer", "string") or not likely or apart < NEARLY * column.values or not apart:
            return False
        test = Unique((column.name,), Tolerance())
        rule = Rule(self._name, "unique", "unique", test.columns, test, "error")
        query = own(rule, {self._name: RuleTable(self._dataset, self._relation, self._engine.dialect)})
        self._watcher.step(self._engine, self._name, f"whether {column.name} is unique")
        return query is not None and int(self._engine.row(query)["broken"]) == 0


def _has_few(column: SourceColumn, figures: Mapping[str, Any]) -> bool:
    if column.kind.family not in COUNTED:
        return False
    return (figures.get("distinct") or 0) <= MANY and (figures.get("longest") or 0) <= LONG


def _with_values(column: ColumnProfile, figures: Mapping[str, Any], counts: Counter[str] | None) -> ColumnProfile:
    """The profile with the values that are not personal data."""
    sound = figures.get("moderate") == column.values - column.special > 0
    rough = {name: _plain(figures.get(name)) for name in QUANTILES}
    if column.type == "integer" and None not in rough.values():
        rough = {name: round(value) for name, value in rough.items()}
    repeated = counts is not None and len(counts) < column.values
    top = sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:TOP] if counts and repeated else ()
    return replace(
        column,
        min=_plain(figures.get("min")),
        max=_plain(figures.get("max")),
        mean=_plain(figures.get("mean")) if sound else None,
        stddev=_plain(figures.get("stddev")) if sound else None,
        quantiles=Quantiles(**rough) if None not in rough.values() else None,
        top=tuple(ValueCount(value, times) for value, times in top),
    )


def _plain(value: Any) -> Any:
    """A number as JSON can have it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
