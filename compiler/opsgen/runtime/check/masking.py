"""Personal data stays where it is: values of columns that are classified as pii are masked in whatever leaves here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opsgen.graph.personal_data import personal_paths
from opsgen.sql.rules.queries import alias
from opsgen.sql.rules.rule import Query

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from opsgen.language.dataset import Dataset
    from opsgen.sql.rules.rule import Rule
    from opsgen.sql.rules.table import RuleTable

MASK = "***"
_TOLD = re.compile(r"""'.*'|".*"|(?<=\bvalue )[^\s,;)]+|(?<=: )(?!'|"|\d+$).*|(?<!\bLine: )(?<![\w.])-?\d[\d.,]*""")
"""Where an engine may tell values: in quotes, which may hold quotes themselves, after a colon, and as numbers."""


def personal(dataset: Dataset) -> set[str]:
    """The columns that hold personal data and the paths within them, in lower case."""
    return {name.casefold() for name in personal_paths(dataset)}


def masked(rule: Rule, subjects: Mapping[str, RuleTable], columns: Iterable[str]) -> set[str]:
    """Which columns of the rows that broke a rule must be masked."""
    hidden = set[str]().union(*(personal(subject.dataset) for subject in subjects.values()))
    hidden |= {alias(path) for path in hidden}
    columns = list(columns)
    if isinstance(rule.test, Query) and hidden:
        return set(columns)  # They can be made of any column, whatever they are called.
    return {column for column in columns if column.casefold() in hidden}


def message(text: str, datasets: Iterable[Dataset]) -> str:
    """What an engine says, without the values that it quotes where they may be personal."""
    return without_values(text) if any(personal(dataset) for dataset in datasets) else text


def without_values(text: str) -> str:
    """What an engine says, without the values that it names; the number of a line is none."""
    return _TOLD.sub(MASK, text)
