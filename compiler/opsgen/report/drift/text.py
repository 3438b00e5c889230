"""The table that a person reads."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from opsgen.report.drift.shares import BinShares, percent
from opsgen.runtime.check.wording import rows
from opsgen.runtime.drift.result import Bin, Outcome
from opsgen.runtime.drift.verdict import found, left_out, limit
from opsgen.terminal.escape import visible, width
from opsgen.terminal.table import aligned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from opsgen.report.drift.bars import Bars
    from opsgen.runtime.drift.result import ColumnResult, DriftResult, Side
    from opsgen.terminal.color import Colors

WIDEST = 40
"""How wide a column's name may be before a row runs out of its columns."""
MOST = 10
"""How many values a histogram shows."""
INDENT = " " * 13
"""How far what belongs to a verdict stands to the right."""
TITLES = ("column", "metric", "found", "limit", "reference", "current")


@dataclass(frozen=True, slots=True)
class TextReport:
    """Shows a result."""

    paint: Colors
    bars: Bars

    def show(self, result: DriftResult) -> str:
        """The whole result."""
        return "\n".join(self._lines(result)) + "\n"

    def _lines(self, result: DriftResult) -> Iterator[str]:
        yield f"{self.paint.bold(visible(result.deployment))}  in {visible(result.environment)}"
        yield from self._sides(result)
        if result.columns:
            yield ""
            yield from self._table(result)
        yield ""
        yield f"  {self._verdict(result)}  {summary(result)}"

    def _sides(self, result: DriftResult) -> Iterator[str]:
        sides = (("reference", result.reference), ("current", result.current))
        names = [visible(side.dataset) for _, side in sides]
        for (role, side), name in zip(sides, names, strict=True):
            told = aligned((role, name), (9, max(map(width, names))))
            yield f"  {told}  {self.paint.dim(visible(side.location))}{_size(side)}"

    def _table(self, result: DriftResult) -> Iterator[str]:
        cells = {column.name: list(self._cells(column)) for column in result.columns}
        widths = [max(map(width, each)) for each in zip(TITLES, *chain(*cells.values()), strict=True)]
        widths[0] = min(widths[0], WIDEST)
        yield self.paint.dim(INDENT + aligned(TITLES, widths).rstrip())
        for column in result.columns:
            for comparison, row in zip(column.comparisons, cells[column.name], strict=True):
                yield f"  {self._word(comparison.outcome)}  {aligned(row, widths)}".rstrip()
                if comparison.message is not None:
                    yield INDENT + self.paint.dim(visible(comparison.message))
            if column.message is not None:
                yield INDENT + self.paint.dim(visible(column.message))
            elif column.outcome is Outcome.DRIFT:
                yield INDENT + self.paint.dim(visible(moved(column)))

    def _cells(self, column: ColumnResult) -> Iterator[tuple[str, ...]]:
        """A row for each comparison; the column's name and its histograms stand in the first."""
        shares = BinShares.of(few(column.bins))
        name, drawn = visible(column.name), [self.bars.draw(side, shares.typical) for side in shares[:2]]
        for comparison in column.comparisons:
            yield name, comparison.metric, found(comparison), limit(comparison), *drawn
            name, drawn = "", ["", ""]

    def _verdict(self, result: DriftResult) -> str:
        """The outcome of the whole, in red where it is a failure."""
        if result.outcome is not Outcome.UNDECIDED:
            return self._word(result.outcome)
        color = {"error": self.paint.red, "warn": self.paint.yellow, "ok": self.paint.dim}[result.on_no_data]
        return color(f"{result.outcome.value:9}")

    def _word(self, outcome: Outcome) -> str:
        return self._color(outcome)(f"{outcome.value:9}")

    def _color(self, outcome: Outcome) -> Callable[[str], str]:
        paint = self.paint
        return {Outcome.OK: paint.green, Outcome.UNDECIDED: paint.yellow}.get(outcome, paint.red)


def summary(result: DriftResult) -> str:
    """The whole in one sentence."""
    if result.message is not None:
        what = "no verdict" if result.outcome is Outcome.UNDECIDED else "the data could not be compared"
        return f"{what}: {visible(result.message)}{_consequence(result)}"
    outcomes = [column.outcome for column in result.columns]
    parts = [f"{outcomes.count(Outcome.DRIFT)} of {_columns(len(outcomes))} drifted"]
    parts += [f"{_columns(outcomes.count(each))} {word}" for each, word in _LEFT if each in outcomes]
    return f"{', '.join(parts)}; {_allowed(result.max_drifted_fraction)}{_consequence(result)}"


def _consequence(result: DriftResult) -> str:
    """What follows from too little data."""
    return f"; on_no_data: {result.on_no_data}" if result.outcome is Outcome.UNDECIDED else ""


def few(bins: Sequence[Bin]) -> list[Bin]:
    """The bins of which a line has room: of many values the first, with all others together."""
    values = [each for each in bins if each.kind == "value"]
    rest = [*values[MOST:], *(each for each in bins if each.kind == "other")]
    if len(values) <= MOST:
        return list(bins)
    others = Bin("other", "other", sum(each.reference for each in rest), sum(each.current for each in rest))
    return [*values[:MOST], others, *(each for each in bins if each.kind in ("new", "missing"))]


def moved(column: ColumnResult) -> str:
    """Which bin of a column changed most, and how."""
    shares = BinShares.of(column.bins)
    at = shares.moved()
    label = column.bins[at].label
    return f"most changed: {label}, from {percent(shares.reference[at])} to {percent(shares.current[at])}"


_LEFT = ((Outcome.UNDECIDED, "without a verdict"), (Outcome.ERROR, "could not be compared"))


def _columns(count: int) -> str:
    return f"{count} column{'' if count == 1 else 's'}"


def _allowed(fraction: float) -> str:
    return f"{percent(fraction)} of them may" if fraction else "none may"


def _size(side: Side) -> str:
    if side.rows is None:
        return ""
    since = f" since {side.since}, by {visible(side.time_column or '')}" if side.since is not None else ""
    return f"  {rows(side.rows)}{since}{visible(left_out(side))}"
