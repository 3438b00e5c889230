"""Runs a comparison: selects rows and columns, measures histograms and evaluates each column."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, partial
from typing import TYPE_CHECKING

from opsgen import __version__
from opsgen.runtime.check import masking, unreadable_values, wording
from opsgen.runtime.drift import verdict, window
from opsgen.runtime.drift.histograms import Histograms
from opsgen.runtime.drift.queries import IncomparableError, drift_tests, is_applicable, values_of
from opsgen.runtime.drift.result import Bin, ColumnResult, DriftResult, DriftStatus, Side
from opsgen.runtime.drift.sql.sample import DriftSample
from opsgen.runtime.engines.engine import QueryError, UnreadableError
from opsgen.runtime.engines.open import Engines
from opsgen.sql.rules.table import RuleTable
from opsgen.sql.sources.locations import shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph
    from opsgen.language.monitor import Monitor
    from opsgen.runtime.check.run import Watcher
    from opsgen.runtime.drift.queries import DriftTest, Values
    from opsgen.runtime.drift.result import Comparison
    from opsgen.runtime.drift.verdict import BinnedColumn


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a comparison."""

    folder: Path
    """The project's folder; paths in the spec are relative to it."""
    watcher: Watcher


def compare(graph: EnvironmentGraph, name: str, monitor: Monitor, project: str, options: Options) -> DriftResult:
    """Compare the two datasets of a deployment's monitor."""
    started, clock = datetime.now(UTC), time.perf_counter()
    result = DriftResult(
        opsgen=__version__,
        project=project,
        environment=graph.name,
        deployment=name,
        started=started.isoformat(timespec="seconds"),
        seconds=0,
        outcome=DriftStatus.ERROR,
        reference=_side(graph, monitor.reference),
        current=_side(graph, monitor.current),
        min_rows=monitor.min_rows,
        max_drifted_fraction=monitor.max_drifted_fraction,
        on_no_data=monitor.on_no_data,
    )
    engines = Engines(graph, dict.fromkeys((monitor.reference, monitor.current)), options.folder)
    try:
        result = _Comparison(graph, monitor, engines, started, options.watcher).run(result)
    except (QueryError, UnreadableError) as error:
        datasets = [graph.spec.datasets[each] for each in (monitor.reference, monitor.current)]
        result = replace(result, message=masking.message(str(error), datasets))
    finally:
        engines.close()
    return replace(result, seconds=round(time.perf_counter() - clock, 6))


def _side(graph: EnvironmentGraph, dataset: str) -> Side:
    source = graph.spec.datasets[dataset].source
    return Side(dataset, shown(graph.spec.connections[source.connection], source))


class _Comparison:
    """The comparison of two datasets."""

    def __init__(
        self, graph: EnvironmentGraph, monitor: Monitor, engines: Engines, now: datetime, watcher: Watcher
    ) -> None:
        def subject(name: str) -> RuleTable:
            engine = engines.of(name)
            return RuleTable(graph.spec.datasets[name], engine.relation(name), engine.dialect)

        self._monitor = monitor
        self._engines = engines
        self._tests = drift_tests(monitor)
        self._reference = DriftSample(subject(monitor.reference))
        self._current = window.current(monitor, subject(monitor.current), now)
        self._histograms = Histograms(self._reference, self._current, engines, watcher)
        datasets = [sample.subject.dataset for sample in (self._reference, self._current)]
        self._personal = set[str]().union(*map(masking.personal, datasets))
        self._without_values = partial(masking.message, datasets=datasets)

    def run(self, result: DriftResult) -> DriftResult:
        comparable, incomparable = self._comparable()
        measured = {name for name in comparable if any(each.metric == "wasserstein" for each in self._tests[name])}
        histograms = self._histograms.histograms(comparable, measured)
        rows = next((histogram.rows for histogram in histograms.values()), None)
        result = self._with_rows(result, rows)
        unreadable_times = self._unreadable_times()
        few = verdict.too_few(rows, self._monitor.min_rows) if rows is not None else None
        columns = []
        for name, asked in self._tests.items():
            if name in incomparable:
                comparisons = [verdict.without_verdict(each, DriftStatus.ERROR, incomparable[name]) for each in asked]
            elif unreadable_times is not None:
                comparisons = [verdict.without_verdict(each, DriftStatus.ERROR) for each in asked]
            elif few is not None:
                comparisons = [verdict.without_verdict(each, DriftStatus.UNDECIDED) for each in asked]
            else:
                comparisons = self._compared(name, comparable[name], asked, histograms[name])
            columns.append(self._column(name, comparisons, histograms.get(name)))
        result = replace(result, columns=tuple(columns))
        if unreadable_times is not None:
            return replace(result, outcome=DriftStatus.ERROR, message=unreadable_times)
        if few is not None:
            return replace(result, outcome=DriftStatus.UNDECIDED, message=few)
        outcome, share = verdict.overall_status(columns, self._monitor.max_drifted_fraction)
        missing = result.current.missing_times
        if missing and outcome in (DriftStatus.OK, DriftStatus.UNDECIDED):
            why = verdict.without_time(missing, self._current.time_column or "")
            return replace(result, outcome=DriftStatus.UNDECIDED, message=why)
        return replace(result, outcome=outcome, drifted_fraction=share)

    def _unreadable_times(self) -> str | None:
        """Unreadable times, with examples. Their rows may belong to the window, so that no verdict is possible."""
        without_time = self._histograms.without_time
        column, count = self._current.time_column, without_time.unreadable if without_time else 0
        if column is None or not count:
            return None
        subject, engine = self._current.subject, self._engines.of(self._current.name)
        texts = unreadable_values.texts_of(subject, {column: count}, engine)
        examples = unreadable_values.examples(subject, texts, engine)
        message = wording.not_of_type(count, column, subject.dataset.columns[column].type)
        message += wording.examples(examples.get(column, ()), count) + unreadable_values.advice(subject, texts).get(
            column, ""
        )
        return f"the window cannot be applied: {message}"

    def _comparable(self) -> tuple[dict[str, Values], dict[str, str]]:
        """How each column is compared, and why the other columns cannot be."""
        comparable: dict[str, Values] = {}
        incomparable: dict[str, str] = {}
        for name in self._tests:
            try:
                comparable[name] = values_of(name, self._reference, self._current)
            except IncomparableError as error:
                incomparable[name] = str(error)
        return comparable, incomparable

    def _compared(
        self, name: str, kind: Values, asked: Sequence[DriftTest], histogram: BinnedColumn
    ) -> list[Comparison]:
        distance = cache(partial(self._histograms.distance, name, histogram.present))
        numbers = verdict.Numbers(self._histograms.deviations.get(name, 0), distance)
        found = []
        for test in asked:
            if not is_applicable(test.metric, kind):
                why = f"{test.metric} is for numbers, and `{name}` has none"
                found.append(verdict.without_verdict(test, DriftStatus.ERROR, why))
                continue
            try:
                found.append(verdict.compare(test, histogram, numbers, self._monitor.min_rows))
            except QueryError as error:
                found.append(verdict.without_verdict(test, DriftStatus.ERROR, self._without_values(str(error))))
        return found

    def _column(self, name: str, comparisons: Sequence[Comparison], histogram: BinnedColumn | None) -> ColumnResult:
        outcome, found = verdict.column_status(comparisons), tuple(comparisons)
        if histogram is None:
            return ColumnResult(name, outcome, found)
        return ColumnResult(name, outcome, found, self._bins(name, histogram), verdict.remark(histogram))

    def _bins(self, name: str, histogram: BinnedColumn) -> tuple[Bin, ...]:
        """The bins without empty ones, except ranges. Personal data is masked."""
        hidden = name.casefold() in self._personal
        return tuple(
            Bin(kind, masking.MASK if hidden and kind in ("range", "value") else label, r, c)
            for (kind, label), r, c in zip(histogram.bins.names(), histogram.reference, histogram.current, strict=True)
            if r or c or kind == "range"
        )

    def _with_rows(self, result: DriftResult, rows: tuple[int, int] | None) -> DriftResult:
        of_reference, of_current = rows or (None, None)
        time_column, since = self._current.time_column, self._current.since
        missing, unreadable = self._histograms.without_time or (None, None)
        current = replace(
            result.current,
            rows=of_current,
            time_column=time_column,
            since=since,
            missing_times=missing,
            unreadable_times=unreadable,
        )
        return replace(result, reference=replace(result.reference, rows=of_reference), current=current)
