"""Detects how numbers and dates are written in a CSV file, from all its values.

A key is only proposed where some column leaves no choice: `1,234` may be a number with decimals or with thousands, and
`01/02/2024` a day in January or in February. Such columns are read by the keys that others need, or stay text.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlglot import exp

from opsgen.runtime.check.guessed_formats import DATE_FORMATS, MARKS, TIMESTAMP_FORMATS
from opsgen.runtime.engines.open import Engines
from opsgen.runtime.profile import proposed_spec, symbols
from opsgen.sql.sources.notation import Notation, form
from opsgen.sql.sources.text import from_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph
    from opsgen.language.dataset import LogicalType
    from opsgen.runtime.engines.engine import Engine

SAMPLE = 1000
"""How many rows are read to rule formats out, before all rows are read."""
TOGETHER = 60
"""How many columns one query tests."""
PLAIN = Notation()
Candidate: TypeAlias = tuple["LogicalType", Notation]


def detect(graph: EnvironmentGraph, name: str, folder: Path, columns: Sequence[str]) -> dict[str, Any]:
    """The keys of a dataset's source that say how its values are written; none that the spec has already."""
    source = graph.spec.datasets[name].source
    given = [key for key in ("decimal", "thousands", "date_format", "timestamp_format") if getattr(source, key)]
    if given:
        return {}
    variant = proposed_spec.changed(
        graph.spec.datasets[name], columns={**proposed_spec.columns(dict.fromkeys(columns, "string"))}
    )
    engines = Engines(proposed_spec.with_datasets(graph, {"text": variant}), ["text"], folder)
    try:
        engine = engines.of("text")
        rows = engine.relation("text").source
        fitting: dict[str, list[Candidate]] = {}
        for start in range(0, len(columns), TOGETHER):
            fitting |= _fitting(engine, rows, columns[start : start + TOGETHER])
    finally:
        engines.close()
    return _numbers(fitting) | _moments(fitting, "date") | _moments(fitting, "timestamp")


def _fitting(engine: Engine, rows: exp.Expr, columns: Sequence[str]) -> dict[str, list[Candidate]]:
    """By column, the formats in which all its values can be read, including the default."""
    possible = _in_sample(engine, rows, columns)
    tried = [(column, candidate) for column, candidates in possible.items() for candidate in candidates]
    if not tried:
        return {}
    counts = [_misread(column, candidate) for column, candidate in tried]
    measures = [exp.alias_(measure, f"m{number}") for number, measure in enumerate(counts)]
    found = engine.row(exp.select(*measures).from_(rows.copy())).values()
    fitting: dict[str, list[Candidate]] = {}
    for (column, candidate), misread in zip(tried, found, strict=True):
        if not misread:
            fitting.setdefault(column, []).append(candidate)
    return fitting


def _in_sample(engine: Engine, rows: exp.Expr, columns: Sequence[str]) -> dict[str, list[Candidate]]:
    texts: dict[str, set[str]] = {column: set() for column in columns}
    names = [exp.column(column, quoted=True) for column in columns]
    for row in engine.rows(exp.select(*names).from_(rows.copy()).limit(SAMPLE))[1]:
        for column, text in zip(columns, row, strict=True):
            if text is not None and text not in symbols.ALL:
                texts[column].add(text.strip())
    return {
        column: [each for each in _CANDIDATES if _has_form(each, found)] for column, found in texts.items() if found
    }


_CANDIDATES: tuple[Candidate, ...] = (
    ("number", PLAIN),
    *(("number", Notation(*pair)) for pair in MARKS),
    ("date", PLAIN),
    *(("date", Notation(date_format=each)) for each in DATE_FORMATS if each != "%Y%m%d"),  # it is a number, too
    ("timestamp", PLAIN),
    *(("timestamp", Notation(timestamp_format=each)) for each in TIMESTAMP_FORMATS if not each.startswith("%Y%m%d")),
)


def _has_form(candidate: Candidate, texts: Iterable[str]) -> bool:
    pattern = _pattern(candidate)
    return all(pattern.fullmatch(text) for text in texts)


@cache
def _pattern(candidate: Candidate) -> re.Pattern[str]:
    type_, written = candidate
    if type_ == "number":
        return re.compile(written.number())
    format_ = written.date_format or written.timestamp_format
    return re.compile(form(format_) if format_ else r"[0-9]{4}-[0-9]{2}-[0-9]{2}.*")


def _misread(column: str, candidate: Candidate) -> exp.Expr:
    """The number of values that cannot be read in a format."""
    text, (type_, written) = exp.column(column, quoted=True), candidate
    value = from_text(text, type_, written) or text
    there = exp.not_(text.copy().isin(*map(exp.Literal.string, symbols.ALL)))
    wrong = exp.and_(exp.not_(text.copy().is_(exp.null())), there, value.copy().is_(exp.null()))
    return exp.Count(this=exp.Case(ifs=[exp.If(this=wrong, true=exp.Literal.number(1))]))


def _numbers(fitting: Mapping[str, Sequence[Candidate]]) -> dict[str, Any]:
    """The decimal and thousands separators, if some column can be read in no other way."""
    columns = [
        [(written.decimal, written.thousands) for type_, written in candidates if type_ == "number"]
        for candidates in fitting.values()
    ]
    certain = [pairs for pairs in columns if len({decimal for decimal, _ in pairs}) == 1]
    plain = [pairs for pairs in certain if (PLAIN.decimal, PLAIN.thousands) in pairs]
    others = [pairs for pairs in certain if pairs not in plain]
    if not others or len(plain) > len(others):
        return {}
    decimal = Counter(pairs[0][0] for pairs in others).most_common(1)[0][0]
    groups = Counter(pairs[0][1] for pairs in others if pairs[0][0] == decimal and pairs[0][1] is not None)
    keys = {"decimal": decimal if decimal != "." else None, "thousands": next(iter(groups), None)}
    return {key: mark for key, mark in keys.items() if mark is not None}


def _moments(fitting: Mapping[str, Sequence[Candidate]], type_: str) -> dict[str, Any]:
    """A date format, if some column can be read in no other way."""
    key = f"{type_}_format"
    found = [
        [getattr(written, key) for kind, written in candidates if kind == type_] for candidates in fitting.values()
    ]
    told = Counter(formats[0] for formats in found if len(formats) == 1)
    if not told or (format_ := told.most_common(1)[0][0]) is None:
        return {}
    return {key: format_}
