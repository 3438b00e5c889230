"""Measures the histograms of both datasets: first the bins from the reference, then the rows of each bin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.runtime.drift import values
from opsgen.runtime.drift.bins import NEW, OTHER, VALUES, NumberBins, ValueBins
from opsgen.runtime.drift.sql.column_summary import outline
from opsgen.runtime.drift.sql.counts import frequent, per_bin
from opsgen.runtime.drift.sql.distance import distance, numbers
from opsgen.runtime.drift.sql.sample import NO_TIME, UNREADABLE_TIME
from opsgen.runtime.drift.sql.unseen import texts, unseen
from opsgen.runtime.drift.verdict import BinnedColumn, RowsWithoutTime

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from opsgen.runtime.check.run import Watcher
    from opsgen.runtime.drift.bins import Bins, Value
    from opsgen.runtime.drift.queries import Values
    from opsgen.runtime.drift.sql.sample import DriftSample
    from opsgen.runtime.drift.values import Distance
    from opsgen.runtime.engines.engine import Engine
    from opsgen.runtime.engines.open import Engines


FEW = 2 * VALUES
"""The most distinct numbers in the reference (engines estimate them) for which single values are counted."""
REPEATED = 2
"""How often each number must occur on average. Few numbers that occur once are a small sample, not a code."""


class Histograms:
    """The queries of a comparison. The current data is scanned once, and the reference once more for each kind of bins.
    Further queries read one column each: for metrics that compare each number, and for new texts among many."""

    def __init__(self, reference: DriftSample, current: DriftSample, engines: Engines, watcher: Watcher) -> None:
        self._reference = reference
        self._current = current
        self._engines = engines
        self._watcher = watcher
        self.deviations: dict[str, float] = {}
        """The standard deviations of columns in the reference, for metrics in units of it."""
        self.without_time: RowsWithoutTime | None = None
        """The rows without a readable time, if only a window is compared."""

    def histograms(self, columns: Mapping[str, Values], measured: Collection[str]) -> dict[str, BinnedColumn]:
        """The histogram of each column. For the columns in `measured`, the standard deviation is measured, too."""
        bins = self._bins(columns, measured)
        if not bins:
            return {}
        reference, current = self._counted(self._reference, bins), self._counted(self._current, bins)
        for name, each in bins.items():
            self._split_others(name, each, current[name])
        return {name: BinnedColumn(bins[name], reference[name], current[name]) for name in columns}

    def _bins(self, columns: Mapping[str, Values], measured: Collection[str]) -> dict[str, Bins]:
        numbers = [name for name, kind in columns.items() if kind == "numbers"]
        bins, few = self._number_bins(numbers, measured) if numbers else ({}, [])
        listed = {name: kind for name, kind in columns.items() if kind == "values" or name in few}
        return bins | self._value_bins(listed) if listed else bins

    def _split_others(self, column: str, bins: Bins, counts: list[int]) -> None:
        """Move rows whose values are not in the reference from the bin of other values to the bin of new values."""
        if isinstance(bins, NumberBins) or bins.exhaustive:
            return
        names = bins.names()
        other = names.index(OTHER)
        if counts[other]:
            new = self._unseen(column)
            counts[other] -= new
            counts[names.index(NEW)] += new

    def _unseen(self, column: str) -> int:
        reference, current = self._reference, self._current
        if self._realm(reference) == self._realm(current):
            return int(self._engine(current, column).row(unseen(reference, current, column))["unseen"])
        rows = (self._engine(sample, column).rows(texts(sample, column))[1] for sample in (reference, current))
        return values.unseen(*rows)

    def distance(self, column: str, rows: tuple[int, int]) -> Distance:
        """The distance between a column's numbers in both datasets; `rows` are the numbers of rows with a value."""
        reference, current = self._reference, self._current
        if self._realm(reference) == self._realm(current):
            row = self._engine(current, column).row(distance(reference, current, column, rows))
            return values.Distance(float(row["greatest"] or 0), float(row["area"] or 0))
        return values.distance(self._numbers(reference, column), self._numbers(current, column), rows)

    def _numbers(self, sample: DriftSample, column: str) -> Iterator[tuple[Any, ...]]:
        """Each number of a column with its number of rows, in ascending order."""
        _, rows = self._engine(sample, column).rows(numbers(sample, column))
        return rows

    def _number_bins(self, columns: Sequence[str], measured: Collection[str]) -> tuple[dict[str, Bins], list[str]]:
        """The range bins of columns, and the columns with few distinct numbers.

        Where columns are cheap to read, each is asked for by itself: an engine inside this process keeps all numbers
        in memory for their deciles."""
        is_columnar = self._reference.subject.relation.columnar
        bins: dict[str, Bins] = {}
        few: list[str] = []
        for together in [[column] for column in columns] if is_columnar else [columns]:
            query = outline(self._reference, together, measured)
            row = self._engine(self._reference, "bins").row(query.select)
            for column, output in query.deviations.items():
                self.deviations[column] = float(row[output] or 0)
            for column, outputs in query.deciles.items():
                bins[column] = NumberBins.of(_flat(row[output] for output in outputs), whole=self._whole(column))
            few += [column for column, output in query.distinct.items() if 0 < int(row[output] or 0) <= FEW]
        return bins, few

    def _whole(self, column: str) -> bool:
        samples = self._reference, self._current
        return all(sample.subject.dataset.columns[column].type == "integer" for sample in samples)

    def _value_bins(self, columns: Mapping[str, Values]) -> dict[str, Bins]:
        """The bins of texts and booleans, and of columns with few numbers that occur often."""
        found: dict[str, dict[Value, int]] = {column: {} for column in columns}
        _, rows = self._engine(self._reference, "bins").rows(frequent(self._reference, columns))
        for *row, times in rows:
            column, value = _only(columns, row)
            found[column][float(value) if columns[column] == "numbers" else value] = int(times)
        bins: dict[str, Bins] = {}
        for column, each in found.items():
            exhaustive = len(each) <= VALUES
            if columns[column] == "values":
                bins[column] = ValueBins(tuple(each)[:VALUES], exhaustive)
            elif exhaustive and sum(each.values()) >= REPEATED * len(each):
                bins[column] = ValueBins(tuple(sorted(each)))
        return bins

    def _counted(self, sample: DriftSample, bins: Mapping[str, Bins]) -> dict[str, list[int]]:
        """The rows in each bin of each column."""
        counted = {column: [0] * len(each.names()) for column, each in bins.items()}
        _, rows = self._engine(sample, "rows").rows(per_bin(sample, bins))
        without_time = dict.fromkeys((NO_TIME, UNREADABLE_TIME), 0)
        for *row, times in rows:
            numbers, why = row[: len(bins)], row[len(bins) :]
            if any(number is not None for number in numbers):
                column, number = _only(bins, numbers)
                counted[column][int(number)] += int(times)
            elif why and why[0] is not None:
                without_time[int(why[0])] += int(times)
        if sample.time_column is not None:
            self.without_time = RowsWithoutTime(without_time[NO_TIME], without_time[UNREADABLE_TIME])
        return counted

    def _engine(self, sample: DriftSample, what: str) -> Engine:
        engine = self._engines.of(sample.name)
        self._watcher.step(engine, sample.name, what)
        return engine

    def _realm(self, sample: DriftSample) -> str:
        return self._engines.realm(sample.name)


def _only(columns: Iterable[str], row: Iterable[Any]) -> tuple[str, Any]:
    """The only column of a row that has a value, and the value."""
    return next((column, value) for column, value in zip(columns, row, strict=True) if value is not None)


def _flat(outputs: Iterable[Any]) -> Iterator[float | None]:
    """All numbers in one sequence: some engines return several in one output."""
    for output in outputs:
        yield from output if isinstance(output, list | tuple) else [output]
