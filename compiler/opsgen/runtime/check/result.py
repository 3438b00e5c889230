"""What a check found, as values: what reports show, and what the published JSON is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, Literal


class Outcome(StrEnum):
    """How a rule came out, from best to worst."""

    PASS = "pass"  # noqa: S105
    WARN = "warn"
    FAIL = "fail"
    ERROR = "error"


_DOCUMENTED: dict[str, Any] = {"use_attribute_docstrings": True}


@dataclass(frozen=True, slots=True)
class Sample:
    """Some of the rows that broke a rule; values of columns that hold personal data are masked."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    columns: tuple[str, ...]
    """The columns' names."""
    rows: tuple[tuple[str | None, ...], ...]
    """The values of each row, as text."""


@dataclass(frozen=True, slots=True)
class RuleResult:
    """One rule and what came of it."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    name: str
    """The rule's name, unique in its dataset."""
    kind: str
    """The kind of rule, as the language names it."""
    columns: tuple[str, ...]
    """The columns that the rule is about."""
    severity: Literal["error", "warn"]
    """Whether breaking the rule is a failure or a warning."""
    outcome: Outcome
    """`pass`, `warn`, `fail`, or `error` where the rule could not be evaluated."""
    found: str
    """What was found, in words."""
    limit: str
    """What is allowed, in words."""
    description: str | None = None
    """Why the rule is there."""
    where: str | None = None
    """The SQL that chooses which rows are judged, where not all are."""
    rows_broken: int | None = None
    """How many rows broke the rule, where it is about rows."""
    rows_judged: int | None = None
    """How many rows the rule was about."""
    value: float | int | str | None = None
    """The figure that was measured, where the rule is about one; not an integer, it is rounded to a double."""
    exact: str | None = None
    """The figure in all its digits, where it is an integer or a decimal that a double would round."""
    message: str | None = None
    """Why the rule could not be evaluated, or what may explain its outcome."""
    seconds: float | None = None
    """How long the rule's own query took; none where the dataset's one scan answered it."""
    sample: Sample | None = None
    """Rows that broke the rule, where they were asked for."""


@dataclass(frozen=True, slots=True)
class DatasetResult:
    """One dataset and its rules."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    name: str
    """The dataset's name."""
    location: str
    """Where its data lies."""
    outcome: Outcome
    """The worst outcome of its rules; `error` where the data could not be read."""
    rows: int | None = None
    """How many rows it has."""
    seconds: float = 0
    """How long its check took."""
    scan_seconds: float | None = None
    """How long the one scan took that answered most rules."""
    rules: tuple[RuleResult, ...] = ()
    """Its rules."""
    message: str | None = None
    """Why the data could not be read."""


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
