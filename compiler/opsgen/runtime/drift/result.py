"""What a comparison found, as values: what reports show, and what the published JSON is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Literal


class DriftStatus(StrEnum):
    """What a comparison found. It is not an `Outcome`: drift is a property of data, and whether it is a failure
    depends on who asks."""

    OK = "ok"
    DRIFT = "drift"
    UNDECIDED = "undecided"
    ERROR = "error"


_DOCUMENTED: dict[str, Any] = {"use_attribute_docstrings": True}


@dataclass(frozen=True, slots=True)
class Bin:
    """Some of the values of a column, and in how many rows they are."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    kind: Literal["range", "value", "other", "new", "missing"]
    """A range of numbers, one value, the reference's other values, values that the reference does not have, or no
    value: null, NaN or infinite."""
    label: str
    """The values in words; masked where they are personal data."""
    reference: int
    """In how many rows of the reference."""
    current: int
    """In how many rows of the current data."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A column's distance by one method."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    metric: str
    """The method, as the language names it."""
    outcome: DriftStatus
    """`ok`, `drift`, `undecided` where there are too few values, or `error` where it could not be measured."""
    direction: Literal["max", "min"]
    """Whether `limit` is the greatest distance or the least p-value that passes."""
    limit: float
    """The limit: the spec's, or else the method's usual one."""
    value: float | None = None
    """The distance or the p-value that is compared with the limit."""
    statistic: float | None = None
    """What the p-value stands for: the statistic of a ks or chi_square test."""
    message: str | None = None
    """Why there is no verdict."""


@dataclass(frozen=True, slots=True)
class ColumnResult:
    """One column: how it is spread in both datasets, and how far they are apart."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    name: str
    """The column's name."""
    outcome: DriftStatus
    """`drift` where any of its comparisons is; else `error`, `undecided` or `ok`, the first that any of them is."""
    comparisons: tuple[Comparison, ...]
    """Its distances, in the order of the spec."""
    bins: tuple[Bin, ...] = ()
    """How its values are spread."""
    message: str | None = None
    """What is remarkable about its values: that the reference has none of them."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two datasets."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    dataset: str
    """The dataset's name."""
    location: str
    """Where its data lies."""
    rows: int | None = None
    """How many rows were compared."""
    time_column: str | None = None
    """The column that tells when a row came about, where only a window is compared."""
    since: str | None = None
    """When the window begins, in UTC (ISO 8601)."""
    missing_times: int | None = None
    """How many rows have no time, so that they are not in the window; none without a window."""
    unreadable_times: int | None = None
    """How many rows have a value in the time column that is not of its type, so that they are not in the window."""


@dataclass(frozen=True, slots=True)
class DriftResult:
    """What `opsgen drift` found."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    opsgen: str
    """The version of opsgen."""
    project: str
    """The project's name."""
    environment: str
    """The environment."""
    deployment: str
    """The deployment whose monitor this is."""
    started: str
    """When the comparison began, in UTC (ISO 8601)."""
    seconds: float
    """How long it took."""
    outcome: DriftStatus
    """`drift` where more columns drifted than may; else `error` where data could not be read , a time that decides on
    the window cannot be read or a column could not be compared, and `undecided` where there is too little data for a
    verdict on all columns or on one of them, or where rows have no time. Unreadable times are an `error` whatever else
    was found."""
    reference: Side
    """What the model learned from."""
    current: Side
    """What the deployment is asked."""
    min_rows: int
    """The fewest rows, of either dataset, that are worth a verdict."""
    max_drifted_fraction: float
    """The share of the columns that may drift."""
    on_no_data: Literal["error", "warn", "ok"] = "error"
    """What `undecided` counts as: a failure with an exit code of its own, a warning, or nothing to report."""
    drifted_fraction: float | None = None
    """The share of the columns that drifted; none without a verdict."""
    columns: tuple[ColumnResult, ...] = ()
    """The columns, in the order of the spec."""
    message: str | None = None
    """Why there is no verdict."""
    format: Literal[1] = 1
    """The version of this format."""
