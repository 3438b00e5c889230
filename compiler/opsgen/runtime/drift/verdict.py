"""Compares histograms by the drift metrics, and derives the verdicts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from opsgen.checks.models.metric_task_mismatch import OF_NUMBERS
from opsgen.runtime.check import wording
from opsgen.runtime.drift.bins import NEW
from opsgen.runtime.drift.methods import OF_SHARES, SMALLEST_DEVIATION, chi_square, direction, ks_p_value
from opsgen.runtime.drift.result import Comparison, DriftStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from opsgen.runtime.drift.bins import Bins
    from opsgen.runtime.drift.queries import DriftTest
    from opsgen.runtime.drift.result import ColumnResult, Side
    from opsgen.runtime.drift.values import Distance

DIGITS = 12
"""The significant digits of a metric. Further digits are rounding noise, which must not decide a verdict."""
SHOWN = 0.0001
"""The smallest p-value that is shown exactly."""


class BinnedColumn(NamedTuple):
    """A column's rows by bin, in both datasets. The last bin counts missing values."""

    bins: Bins
    reference: list[int]
    current: list[int]

    @property
    def rows(self) -> tuple[int, int]:
        """How many rows there are."""
        return sum(self.reference), sum(self.current)

    @property
    def present(self) -> tuple[int, int]:
        """How many rows have a value."""
        return sum(self.reference[:-1]), sum(self.current[:-1])


class RowsWithoutTime(NamedTuple):
    """Rows whose time is unknown, so that they may belong to the window or not."""

    missing: int
    """How many have no time."""
    unreadable: int
    """How many have a time that is not of the column's type."""


class Numbers(NamedTuple):
    """Measures of a column's numbers that need another query."""

    deviation: float
    """The standard deviation in the reference."""
    distance: Callable[[], Distance]
    """Queries the distance, when a metric needs it."""


def compare(test: DriftTest, histogram: BinnedColumn, numbers: Numbers, min_rows: int) -> Comparison:
    """Evaluate one drift metric of a column."""
    if not any(histogram.present):
        return without_verdict(test, DriftStatus.UNDECIDED, "neither dataset has a value")
    if test.metric in OF_NUMBERS and min(histogram.present) < min_rows:
        few = f"too few numbers: {_both(histogram.present)}, but a verdict needs {min_rows:,}"
        return without_verdict(test, DriftStatus.UNDECIDED, few)
    value, statistic = _measured(test.metric, histogram, numbers)
    if not math.isfinite(value):
        return without_verdict(test, DriftStatus.ERROR, "the result is too large for a double-precision number")
    value = float(f"{value:.{DIGITS}g}")
    passes = value <= test.limit if direction(test.metric) == "max" else value >= test.limit
    outcome = DriftStatus.OK if passes else DriftStatus.DRIFT
    return Comparison(test.metric, outcome, direction(test.metric), test.limit, value, statistic)


def without_verdict(test: DriftTest, outcome: DriftStatus, message: str | None = None) -> Comparison:
    """The result of a drift metric without a verdict, and the reason."""
    return Comparison(test.metric, outcome, direction(test.metric), test.limit, message=message)


def column_status(comparisons: Sequence[Comparison]) -> DriftStatus:
    """The status of a column. Drift that one metric finds counts, whatever the others report."""
    found = {comparison.outcome for comparison in comparisons}
    return next(
        each for each in (DriftStatus.DRIFT, DriftStatus.ERROR, DriftStatus.UNDECIDED, DriftStatus.OK) if each in found
    )


def overall_status(columns: Sequence[ColumnResult], most: float) -> tuple[DriftStatus, float]:
    """The status of the whole comparison, and the share of columns that drifted."""
    found = [column.outcome for column in columns]
    share = found.count(DriftStatus.DRIFT) / len(found)
    if share > most:
        return DriftStatus.DRIFT, share
    return next((each for each in (DriftStatus.ERROR, DriftStatus.UNDECIDED) if each in found), DriftStatus.OK), share


def too_few(rows: tuple[int, int], min_rows: int) -> str | None:
    """The reason why there is no verdict, if there are too few rows."""
    if min(rows) >= min_rows:
        return None
    if any(rows) and not all(rows):
        return f"the {'current data' if rows[0] else 'reference'} has no rows to compare"
    return f"too few rows: {_both(rows)}, but a verdict needs {min_rows:,}"


def without_time(count: int, column: str) -> str:
    """The reason why there is no verdict, if rows have no time."""
    verb, which = ("has", "it") if count == 1 else ("have", "them")
    return f"{wording.rows(count)} of the current data {verb} no `{column}`, so the window may lack {which}"


def left_out(side: Side) -> str:
    """The rows without a readable time, in words. Empty if there are none."""
    missing, unreadable, column = side.missing_times or 0, side.unreadable_times or 0, side.time_column
    parts = [f"{wording.rows(missing)} without {column}"] if missing else []
    parts += [f"{wording.rows(unreadable)} with unreadable {column}"] if unreadable else []
    return f"; left out: {', '.join(parts)}" if parts else ""


def remark(histogram: BinnedColumn) -> str | None:
    """A remark about a column whose values are all new: some metrics hardly react to that."""
    names = histogram.bins.names()
    new = histogram.current[names.index(NEW)] if NEW in names else 0
    if not new or new < histogram.present[1]:
        return None
    if new == 1:
        return "its only current value is new: the reference does not have it"
    return f"all {new:,} current values are new: the reference has none of them"


def limit(comparison: Comparison) -> str:
    """What is allowed, in words."""
    if comparison.direction == "min":
        return f"p at least {wording.number(comparison.limit)}"
    return f"at most {wording.number(comparison.limit)}"


def found(comparison: Comparison) -> str:
    """What was found, in words."""
    if comparison.value is None:
        return "no verdict" if comparison.outcome is DriftStatus.UNDECIDED else "could not be compared"
    if comparison.statistic is None:
        return f"{comparison.value:.3g}"
    return f"p {comparison.value:.3g}" if comparison.value >= SHOWN else f"p < {SHOWN}"


def _both(counts: tuple[int, int]) -> str:
    return f"{counts[0]:,} in the reference and {counts[1]:,} in the current data"


def _measured(metric: str, histogram: BinnedColumn, numbers: Numbers) -> tuple[float, float | None]:
    """The figure that has a limit, and the statistic of a test."""
    if metric == "wasserstein":
        return numbers.distance().area / max(numbers.deviation, SMALLEST_DEVIATION), None
    if metric == "ks":
        statistic = numbers.distance().greatest
        return ks_p_value(statistic, *histogram.present), statistic
    filled = [(r, c) for r, c in zip(histogram.reference, histogram.current, strict=True) if r or c]
    reference, current = [r for r, _ in filled], [c for _, c in filled]
    if metric == "chi_square":
        statistic, value = chi_square(reference, current)
        return value, statistic
    return OF_SHARES[metric](_shares(reference), _shares(current)), None


def _shares(counts: Sequence[int]) -> list[float]:
    rows = sum(counts)
    return [count / rows for count in counts]
