"""Masks the values of columns that are classified as `pii`, in everything that a command prints or writes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opsgen.graph.members import personal_paths
from opsgen.sql.rules.queries import alias
from opsgen.sql.rules.rule import Query

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from opsgen.language.dataset import Dataset
    from opsgen.sql.rules.rule import Rule
    from opsgen.sql.rules.table import RuleTable

MASK = "***"
_VALUES = re.compile(r"""'.*'|".*"|(?<=\bvalue )[^\s,;)]+|(?<=: )(?!'|"|\d+$).*|(?<!\bLine: )(?<![\w.])-?\d[\d.,]*""")
"""Where messages of engines contain values: in quotes (which may nest), after a colon, and as numbers."""


def personal(dataset: Dataset) -> set[str]:
    """The columns with personal data, and the paths within them, in lower case."""
    return {name.casefold() for name in personal_paths(dataset)}


def masked(rule: Rule, subjects: Mapping[str, RuleTable], columns: Iterable[str]) -> set[str]:
    """Which columns of a rule's rows must be masked."""
    hidden = set[str]().union(*(personal(subject.dataset) for subject in subjects.values()))
    hidden |= {alias(path) for path in hidden}
    columns = list(columns)
    if isinstance(rule.test, Query) and hidden:
        return set(columns)  # a query may compute them from any column
    return {column for column in columns if column.casefold() in hidden}


def message(text: str, datasets: Iterable[Dataset]) -> str:
    """The message of an engine, without values if any dataset has personal data."""
    return without_values(text) if any(personal(dataset) for dataset in datasets) else text


def without_values(text: str) -> str:
    """The message of an engine, without values. Line numbers remain."""
    return _VALUES.sub(MASK, text)
