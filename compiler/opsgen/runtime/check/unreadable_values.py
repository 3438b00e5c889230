"""Finds examples of values that are not of their declared type, and the source key that would fix them."""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from opsgen.graph.formats import format_of
from opsgen.runtime.check import masking
from opsgen.runtime.check.guessed_formats import DATE_FORMATS, MARKS, TIMESTAMP_FORMATS, formats
from opsgen.runtime.engines.engine import SHOWN
from opsgen.sql.rules.queries import misread_rows
from opsgen.sql.sources.notation import PLAIN, Notation
from opsgen.terminal.escape import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from opsgen.runtime.engines.engine import Engine
    from opsgen.sql.rules.table import RuleTable

COLUMNS = 10
"""For how many columns examples are searched."""
SEARCHED = 100
"""How many rows are searched for different texts."""
LONGEST = 60
"""How many characters of a text are shown."""


def advice(subject: RuleTable, found: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """By column, the source key that would make these texts readable."""
    source, keys = subject.dataset.source, dict[str, str]()
    if (source.format or format_of(source.path or "")) != "csv":
        return {}
    for name, texts in found.items():
        key = _key(subject.dataset.columns[name].type, texts)
        if key is not None and getattr(source, key[0]) is None:
            keys[name] = f"; write `{key[0]}: {yaml_text(key[1])}` in the source"
    return keys


def _key(type_: str, texts: Sequence[str]) -> tuple[str, str] | None:
    if type_ == "integer":
        marks = [mark for _, mark in MARKS if mark and all(_is_grouped(text, mark) for text in texts)]
        return ("thousands", marks[0]) if marks else None
    if type_ == "number" and not all(re.fullmatch(PLAIN.number(), text.strip()) for text in texts):
        pairs = [pair for pair in MARKS if all(re.fullmatch(Notation(*pair).number(), text.strip()) for text in texts)]
        decimal, thousands = pairs[0] if pairs else (".", None)
        return ("decimal", decimal) if decimal != "." else ("thousands", thousands) if thousands else None
    if type_ in ("date", "timestamp"):
        fitting = formats(texts, DATE_FORMATS if type_ == "date" else TIMESTAMP_FORMATS)
        return (f"{type_}_format", fitting[0]) if len(fitting) == 1 else None
    return None


def _is_grouped(text: str, mark: str) -> bool:
    """Whether a text is an integer with groups of three digits."""
    return re.fullmatch(f"[+-]?[0-9]{{1,3}}({re.escape(mark)}[0-9]{{3}})+", text.strip()) is not None


def yaml_text(text: str) -> str:
    """A text as it is written in a spec."""
    return json.dumps(text, ensure_ascii=False)


def texts_of(subject: RuleTable, counts: Mapping[str, Any], engine: Engine) -> dict[str, list[str]]:
    """By column, some different texts that are not of the declared type."""
    wrong = [name for name, count in counts.items() if count and subject.member(name).is_column]
    return {name: _texts(name, subject, engine) for name in islice(wrong, COLUMNS)}


def examples(
    subject: RuleTable, wrong: Mapping[str, Sequence[str]], engine: Engine
) -> dict[str, list[tuple[str, str]]]:
    """By column, the places and texts of values that are not of the declared type. Personal data is masked."""
    personal = masking.personal(subject.dataset)
    found: dict[str, list[tuple[str, str]]] = {}
    for name, texts in wrong.items():
        places = engine.places(subject.relation.dataset, subject.source(name).name, texts)
        hidden = name.casefold() in personal
        found[name] = [
            (place, masking.MASK if hidden else quoted(text)) for place, text in zip(places, texts, strict=True)
        ]
    return found


def _texts(name: str, subject: RuleTable, engine: Engine) -> list[str]:
    """Some different texts, unchanged."""
    source = subject.source(name)
    column = subject.relation.raw(source) if source.fallible else source.name
    text = exp.cast(exp.column(column, quoted=True), "TEXT")
    query = exp.select(exp.alias_(text, "text")).from_(misread_rows(name, subject).subquery("misread")).limit(SEARCHED)
    return list(dict.fromkeys(str(row[0]) for row in engine.rows(query)[1]))[:SHOWN]


def quoted(text: str) -> str:
    """A text as messages show it."""
    shown = visible(text.strip("\r\n"))
    return f"`{shown if len(shown) <= LONGEST else shown[:LONGEST] + '…'}`"
