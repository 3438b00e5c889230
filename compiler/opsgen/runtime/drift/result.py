"""The result of a comparison. Its fields are the published JSON."""

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
    """A bin of a column's histogram."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    kind: Literal["range", "value", "other", "new", "missing"]
    """A range of numbers, one value, the reference's other values, values that the reference does not have, or no
    value: null, NaN or infinite."""
    label: str
    """The values in words; masked where they are personal data."""
    reference: int
    """The number of rows of the reference."""
    current: int
    """The number of rows of the current data."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result of one drift metric for a column."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    metric: str
    """The metric, as the language names it."""
    outcome: DriftStatus
    """`ok`, `drift`, `undecided` where there are too few values, or `error` where it could not be measured."""
    direction: Literal["max", "min"]
    """Whether `limit` is the largest distance (`max`) or the smallest p-value (`min`) that passes."""
    limit: float
    """The limit in the spec, or the metric's default."""
    value: float | None = None
    """The distance or the p-value that is compared with the limit."""
    statistic: float | None = None
    """The test statistic behind the p-value, for `ks` and `chi_square`."""
    message: str | None = None
    """Why there is no verdict."""


@dataclass(frozen=True, slots=True)
class ColumnResult:
    """The result of one column: its histograms in both datasets, and its drift metrics."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    name: str
    """The column's name."""
    outcome: DriftStatus
    """`drift` where any of its comparisons is; else `error`, `undecided` or `ok`, the first that any of them is."""
    comparisons: tuple[Comparison, ...]
    """Its drift metrics, in the order of the spec."""
    bins: tuple[Bin, ...] = ()
    """Its histograms."""
    message: str | None = None
    """A remark about its values, such as that the reference has none of them."""


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
    """The column with the time of each row, if only a window is compared."""
    since: str | None = None
    """The start of the window, in UTC (ISO 8601)."""
    missing_times: int | None = None
    """How many rows are left out because they have no time. Null without a window."""
    unreadable_times: int | None = None
    """How many rows are left out because their time is not of the column's type. Null without a window."""


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
    """`drift` if more columns drifted than allowed. `error` if data or times could not be read, or a column could not
    be compared. `undecided` if there is too little data for a verdict, or rows have no time. `drift` takes precedence
    over the others, except over unreadable times."""
    reference: Side
    """The training data."""
    current: Side
    """The inference inputs."""
    min_rows: int
    """The fewest rows in each dataset for a verdict."""
    max_drifted_fraction: float
    """The share of the columns that may drift."""
    on_no_data: Literal["error", "warn", "ok"] = "error"
    """What `undecided` means: a failure with its own exit code, a warning, or nothing."""
    drifted_fraction: float | None = None
    """The share of the columns that drifted. Null without a verdict."""
    columns: tuple[ColumnResult, ...] = ()
    """The columns, in the order of the spec."""
    message: str | None = None
    """Why there is no verdict."""
    format: Literal[1] = 1
    """The version of this format."""
