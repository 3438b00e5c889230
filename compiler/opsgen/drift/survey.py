"""What both datasets are asked: the reference first what it is like, then both how many rows lie in which bin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.drift import values
from opsgen.drift.bins import NumberBins, ValueBins
from opsgen.drift.sql.apart import apart, numbers
from opsgen.drift.sql.counts import frequent, per_bin
from opsgen.drift.sql.outline import outline
from opsgen.drift.verdict import Spread

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from opsgen.drift.bins import Bins
    from opsgen.drift.questions import Values
    from opsgen.drift.sql.sample import Sample
    from opsgen.drift.values import Apart
    from opsgen.quality.engines.engine import Engine
    from opsgen.quality.engines.open import Engines
    from opsgen.quality.run import Watcher


class Survey:
    """The queries of a comparison. The current data is scanned once, and the reference once more for each kind of bins;
    only metrics that look at each number ask again, for their column."""

    def __init__(self, reference: Sample, current: Sample, engines: Engines, watcher: Watcher) -> None:
        self._reference = reference
        self._current = current
        self._engines = engines
        self._watcher = watcher
        self.deviations: dict[str, float] = {}
        """The standard deviations in the reference, of the columns that are measured in it."""

    def spreads(self, columns: Mapping[str, Values], measured: Collection[str]) -> dict[str, Spread]:
        """The rows of each column by bin; those `measured` in standard deviations have theirs told, too."""
        numbers = [name for name, each in columns.items() if each == "numbers"]
        texts = [name for name, each in columns.items() if each == "values"]
        bins: dict[str, Bins] = {}
        if numbers:
            bins |= self._number_bins(numbers, measured)
        if texts:
            bins |= self._value_bins(texts)
        if not bins:
            return {}
        reference, current = self._counted(self._reference, bins), self._counted(self._current, bins)
        return {name: Spread(bins[name], reference[name], current[name]) for name in columns}

    def apart(self, column: str, rows: tuple[int, int]) -> Apart:
        """How far a column's numbers are apart; `rows` says how many either dataset has."""
        reference, current = self._reference, self._current
        if self._realm(reference) == self._realm(current):
            row = self._engine(current, column).row(apart(reference, current, column, rows))
            return values.Apart(float(row["greatest"] or 0), float(row["area"] or 0))
        return values.apart(self._numbers(reference, column), self._numbers(current, column), rows)

    def _numbers(self, sample: Sample, column: str) -> Iterator[tuple[Any, ...]]:
        """Each number of a column with how often it stands there, in ascending order."""
        _, rows = self._engine(sample, column).rows(numbers(sample, column))
        return rows

    def _number_bins(self, columns: Sequence[str], measured: Collection[str]) -> dict[str, Bins]:
        """Where columns are cheap to read, each is asked for by itself: an engine inside this process keeps all
        numbers in memory for their deciles."""
        apart = self._reference.subject.relation.columnar
        bins: dict[str, Bins] = {}
        for together in [[column] for column in columns] if apart else [columns]:
            query = outline(self._reference, together, measured)
            row = self._engine(self._reference, "bins").row(query.select)
            for column, output in query.deviations.items():
                self.deviations[column] = float(row[output] or 0)
            for column, outputs in query.deciles.items():
                bins[column] = NumberBins.of(_flat(row[output] for output in outputs), whole=self._whole(column))
        return bins

    def _whole(self, column: str) -> bool:
        samples = self._reference, self._current
        return all(sample.subject.dataset.columns[column].type == "integer" for sample in samples)

    def _value_bins(self, columns: Collection[str]) -> dict[str, Bins]:
        found: dict[str, list[str | bool]] = {column: [] for column in columns}
        _, rows = self._engine(self._reference, "bins").rows(frequent(self._reference, columns))
        for *row, _ in rows:
            column, value = _only(columns, row)
            found[column].append(value)
        return {column: ValueBins(tuple(each)) for column, each in found.items()}

    def _counted(self, sample: Sample, bins: Mapping[str, Bins]) -> dict[str, list[int]]:
        """The rows in each bin of each column."""
        counted = {column: [0] * len(each.names()) for column, each in bins.items()}
        _, rows = self._engine(sample, "rows").rows(per_bin(sample, bins))
        for *row, times in rows:
            column, number = _only(bins, row)
            counted[column][int(number)] += int(times)
        return counted

    def _engine(self, sample: Sample, what: str) -> Engine:
        engine = self._engines.of(sample.name)
        self._watcher.step(engine, sample.name, what)
        return engine

    def _realm(self, sample: Sample) -> str:
        return self._engines.realm(sample.name)


def _only(columns: Iterable[str], row: Iterable[Any]) -> tuple[str, Any]:
    """The one column of a row that has a value, and this value."""
    return next((column, value) for column, value in zip(columns, row, strict=True) if value is not None)


def _flat(outputs: Iterable[Any]) -> Iterator[float | None]:
    """Numbers, of which some engines give several in one output."""
    for output in outputs:
        yield from output if isinstance(output, list | tuple) else [output]
