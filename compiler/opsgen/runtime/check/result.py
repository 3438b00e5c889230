"""The result of a check. Its fields are the published JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, Literal


class Outcome(StrEnum):
    """The outcome of a rule, from best to worst."""

    PASS = "pass"  # noqa: S105
    WARN = "warn"
    FAIL = "fail"
    ERROR = "error"


_DOCUMENTED: dict[str, Any] = {"use_attribute_docstrings": True}


@dataclass(frozen=True, slots=True)
class Sample:
    """Examples of rows that break a rule. Personal data is masked."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    columns: tuple[str, ...]
    """The columns' names."""
    rows: tuple[tuple[str | None, ...], ...]
    """The values of each row, as text."""


@dataclass(frozen=True, slots=True)
class RuleResult:
    """The result of one rule."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    name: str
    """The rule's name, unique in its dataset."""
    kind: str
    """The kind of rule, as the language names it."""
    columns: tuple[str, ...]
    """The columns that the rule checks."""
    severity: Literal["error", "warn"]
    """Whether a broken rule is a failure or a warning."""
    outcome: Outcome
    """`pass`, `warn`, `fail`, or `error` where the rule could not be evaluated."""
    found: str
    """What was found, in words."""
    limit: str
    """What is allowed, in words."""
    description: str | None = None
    """Why the rule is there."""
    where: str | None = None
    """The SQL condition that selects the rows to check, if not all rows are checked."""
    rows_broken: int | None = None
    """How many rows break the rule, for rules that check each row."""
    rows_judged: int | None = None
    """How many rows the rule checked."""
    rows_quarantined: int | None = None
    """How many of the rows that break the rule were quarantined, for rules with `quarantine` in the check of a new
    version."""
    value: float | int | str | None = None
    """The measured value, for rules that limit one. It is rounded to a double unless it is an integer."""
    exact: str | None = None
    """The measured value with all its digits, for integers and decimals that a double would round."""
    message: str | None = None
    """Why the rule could not be evaluated, or what may explain its outcome."""
    seconds: float | None = None
    """The duration of the rule's own query, in seconds. Null if the scan of the dataset measured it."""
    sample: Sample | None = None
    """Examples of rows that break the rule, if they were requested."""


@dataclass(frozen=True, slots=True)
class DatasetResult:
    """The results of one dataset."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    name: str
    """The dataset's name."""
    location: str
    """Where its data lies."""
    outcome: Outcome
    """The worst outcome of its rules; `error` where the data could not be read."""
    rows: int | None = None
    """The number of its rows, without quarantined ones."""
    seconds: float = 0
    """The duration of its check, in seconds."""
    scan_seconds: float | None = None
    """The duration of the scan that measures most rules, in seconds."""
    rules: tuple[RuleResult, ...] = ()
    """Its rules."""
    message: str | None = None
    """Why the data could not be read."""
    quarantine: str | None = None
    """The dataset to which rows that break a rule were moved."""
    rows_quarantined: int | None = None
    """How many rows were moved there. A row that breaks several rules is counted once."""
    recorded: str | None = None
    """When the results were measured, in UTC (ISO 8601), if they are from the cache because neither the files nor the
    rules have changed since. Null if the data was read. Rules about all partitions are always checked again."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What `opsgen check` found."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    opsgen: str
    """The version of opsgen."""
    project: str
    """The project's name."""
    environment: str
    """The environment."""
    started: str
    """When the check began, in UTC (ISO 8601)."""
    seconds: float
    """How long it took."""
    outcome: Outcome
    """The worst outcome of its datasets."""
    datasets: tuple[DatasetResult, ...] = field(default=())
    """The datasets, in the order in which they were checked."""
    format: Literal[1] = 1
    """The version of this format."""


_WORSE = list(Outcome)


def worst(outcomes: list[Outcome]) -> Outcome:
    """The worst of several outcomes."""
    return max(outcomes, key=_WORSE.index, default=Outcome.PASS)
