"""The table of a comparison, for people."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from opsgen.report.drift.bars import Bars
from opsgen.report.drift.shares import BinShares, percent
from opsgen.runtime.check.wording import rows
from opsgen.runtime.drift.result import Bin, DriftStatus
from opsgen.runtime.drift.verdict import found, left_out, limit
from opsgen.terminal.escape import visible
from opsgen.terminal.table import Columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from opsgen.runtime.drift.result import ColumnResult, DriftResult, Side
    from opsgen.terminal.color import Colors

WIDEST = 40
"""The largest width of the column with names."""
MOST = 10
"""The maximum number of values in a histogram."""
INDENT = " " * 13
"""The indentation of lines that explain an outcome."""
TITLES = ("column", "metric", "found", "limit", "reference", "current")


def show(result: DriftResult, colors: Colors) -> str:
    """Return the result as text, for the standard output."""
    return TextReport(colors, Bars.of(sys.stdout)).show(result)


@dataclass(frozen=True, slots=True)
class TextReport:
    """Shows results. The bars depend on what the output can encode."""

    colors: Colors
    bars: Bars

    def show(self, result: DriftResult) -> str:
        """Return the whole result."""
        return "\n".join(self._lines(result)) + "\n"

    def _lines(self, result: DriftResult) -> Iterator[str]:
        yield f"{self.colors.bold(visible(result.deployment))}  in {visible(result.environment)}"
        yield from self._sides(result)
        if result.columns:
            yield ""
            yield from self._table(result)
        yield ""
        yield f"  {self._verdict(result)}  {summary(result)}"

    def _sides(self, result: DriftResult) -> Iterator[str]:
        sides = (result.reference, result.current)
        names = [(role, visible(side.dataset)) for role, side in zip(("reference", "current"), sides, strict=True)]
        columns = Columns.fitting(names)
        for cells, side in zip(names, sides, strict=True):
            yield f"  {columns.line(cells)}  {self.colors.dim(visible(side.location))}{_size(side)}"

    def _table(self, result: DriftResult) -> Iterator[str]:
        cells = {column.name: list(self._cells(column)) for column in result.columns}
        columns = Columns.fitting([TITLES, *chain(*cells.values())], most=(WIDEST,))
        yield self.colors.dim(INDENT + columns.line(TITLES).rstrip())
        for column in result.columns:
            for comparison, row in zip(column.comparisons, cells[column.name], strict=True):
                yield f"  {self._label(comparison.outcome)}  {columns.line(row)}".rstrip()
                if comparison.message is not None:
                    yield INDENT + self.colors.dim(visible(comparison.message))
            if column.message is not None:
                yield INDENT + self.colors.dim(visible(column.message))
            elif column.outcome is DriftStatus.DRIFT:
                yield INDENT + self.colors.dim(visible(largest_change(column)))

    def _cells(self, column: ColumnResult) -> Iterator[tuple[str, ...]]:
        """Yield a row for each comparison. Only the first has the column's name and histograms."""
        shares = BinShares.of(shortened(column.bins))
        name, bars = visible(column.name), [self.bars.draw(side, shares.typical) for side in shares[:2]]
        for comparison in column.comparisons:
            yield name, comparison.metric, found(comparison), limit(comparison), *bars
            name, bars = "", ["", ""]

    def _verdict(self, result: DriftResult) -> str:
        """Return the overall outcome. `on_no_data` determines the color of `undecided`."""
        if result.outcome is not DriftStatus.UNDECIDED:
            return self._label(result.outcome)
        colors = {"error": self.colors.red, "warn": self.colors.yellow, "ok": self.colors.dim}
        return colors[result.on_no_data](f"{result.outcome.value:9}")

    def _label(self, outcome: DriftStatus) -> str:
        return self._color(outcome)(f"{outcome.value:9}")

    def _color(self, outcome: DriftStatus) -> Callable[[str], str]:
        colors = {DriftStatus.OK: self.colors.green, DriftStatus.UNDECIDED: self.colors.yellow}
        return colors.get(outcome, self.colors.red)


def summary(result: DriftResult) -> str:
    """Return the whole result in one sentence."""
    if result.message is not None:
        what = "no verdict" if result.outcome is DriftStatus.UNDECIDED else "the data could not be compared"
        return f"{what}: {visible(result.message)}{_consequence(result)}"
    outcomes = [column.outcome for column in result.columns]
    parts = [f"{outcomes.count(DriftStatus.DRIFT)} of {_columns(len(outcomes))} drifted"]
    parts += [f"{_columns(outcomes.count(each))} {words}" for each, words in _WITHOUT_VERDICT if each in outcomes]
    return f"{', '.join(parts)}; {_allowed(result.max_drifted_fraction)}{_consequence(result)}"


_WITHOUT_VERDICT = (
    (DriftStatus.UNDECIDED, "without a verdict"),
    (DriftStatus.ERROR, "could not be compared"),
)


def _consequence(result: DriftResult) -> str:
    """Return the consequence of too little data, and the setting that determines it."""
    return f"; on_no_data: {result.on_no_data}" if result.outcome is DriftStatus.UNDECIDED else ""


def shortened(bins: Sequence[Bin]) -> list[Bin]:
    """Return the bins that fit on one line: of many values, the first ones and a bin for all others."""
    values = [each for each in bins if each.kind == "value"]
    rest = [*values[MOST:], *(each for each in bins if each.kind == "other")]
    if len(values) <= MOST:
        return list(bins)
    others = Bin("other", "other", sum(each.reference for each in rest), sum(each.current for each in rest))
    return [*values[:MOST], others, *(each for each in bins if each.kind in ("new", "missing"))]


def largest_change(column: ColumnResult) -> str:
    """Describe the bin of a column whose share changed most."""
    shares = BinShares.of(column.bins)
    number = shares.most_changed()
    label = column.bins[number].label
    return f"most changed: {label}, from {percent(shares.reference[number])} to {percent(shares.current[number])}"


def _columns(count: int) -> str:
    return f"{count} column{'' if count == 1 else 's'}"


def _allowed(fraction: float) -> str:
    return f"{percent(fraction)} of them may" if fraction else "none may"


def _size(side: Side) -> str:
    if side.rows is None:
        return ""
    since = f" since {side.since}, by {visible(side.time_column or '')}" if side.since is not None else ""
    return f"  {rows(side.rows)}{since}{visible(left_out(side))}"
