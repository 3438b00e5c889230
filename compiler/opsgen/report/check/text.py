"""The tables of a check's result, for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from opsgen.report.outcomes import color_of, counted, label
from opsgen.runtime.check.result import Outcome
from opsgen.runtime.check.wording import rows
from opsgen.terminal.escape import visible
from opsgen.terminal.table import Columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.runtime.check.result import CheckResult, DatasetResult, RuleResult, Sample
    from opsgen.terminal.color import Colors

WIDEST = (44, 60, 28)
"""The largest widths of the columns `rule`, `found` and `limit`."""
TITLES = ("rule", "found", "limit")
SHOWN = 40
"""The maximum number of characters of a value to show."""


def show(result: CheckResult, colors: Colors) -> str:
    """Return the result as text."""
    return _TextReport(colors).show(result)


@dataclass(frozen=True, slots=True)
class _TextReport:
    colors: Colors

    def show(self, result: CheckResult) -> str:
        parts = ["\n".join(self._dataset(dataset)) for dataset in result.datasets]
        if len(result.datasets) != 1:
            parts.append(self._summary(result))
        return "\n\n".join(parts) + "\n"

    def _dataset(self, dataset: DatasetResult) -> Iterator[str]:
        head = f"{self.colors.bold(visible(dataset.name))}  {self.colors.dim(visible(dataset.location))}"
        if dataset.message is not None:
            yield head
            yield f"  {label(Outcome.ERROR, self.colors)}  the data could not be read: {visible(dataset.message)}"
            return
        yield f"{head}  {rows_of(dataset)}" if dataset.rows is not None else head
        yield from self._rules(dataset.rules)
        yield f"  {self._totals(dataset)}"

    def _rules(self, rules: Sequence[RuleResult]) -> Iterator[str]:
        rows = [(visible(rule.name), visible(rule.found), visible(rule.limit)) for rule in rules]
        columns = Columns.fitting([TITLES, *rows], most=WIDEST)
        yield self.colors.dim(f"         {columns.line(TITLES)}  {'time':>8}".rstrip())
        for rule, row in zip(rules, rows, strict=True):
            # The time is outside the table, so that it also ends a row that is too wide for its columns.
            time = f"{seconds(rule.seconds):>8}" if rule.seconds is not None else ""
            yield f"  {label(rule.outcome, self.colors)}  {columns.line(row)}  {self.colors.dim(time)}".rstrip()
            yield from self._details(rule)

    def _details(self, rule: RuleResult) -> Iterator[str]:
        if rule.outcome is Outcome.PASS:
            return
        for note in (rule.description, rule.message):
            for line in (note or "").splitlines():
                yield f"         {self.colors.dim(visible(line))}"
        if rule.sample is not None:
            yield from (f"           {line}" for line in self._sample(rule.sample))

    def _sample(self, sample: Sample) -> Iterator[str]:
        rows = [tuple("null" if value is None else _cut(value) for value in row) for row in sample.rows]
        titles = tuple(map(_cut, sample.columns))
        columns = Columns.fitting([titles, *rows])
        yield self.colors.dim(columns.line(titles).rstrip())
        for row in rows:
            yield columns.line(row).rstrip()

    def _totals(self, dataset: DatasetResult) -> str:
        scan = f" in {seconds(dataset.seconds)}, {seconds(dataset.scan_seconds or 0)} of them for the one scan"
        if dataset.recorded is not None:
            scan = f" from the cache, checked at {dataset.recorded}; --no-cache reads the data again"
        number, colon, counts = totals(dataset).partition(":")
        return f"{color_of(dataset.outcome, self.colors)(number)}{colon}{counts}{self.colors.dim(scan)}"

    def _summary(self, result: CheckResult) -> str:
        counts = counted((each.outcome for each in result.datasets), "could not be read")
        return f"{color_of(result.outcome, self.colors)(f'{len(result.datasets)} datasets')}: {counts}"


def rows_of(dataset: DatasetResult) -> str:
    """Return the number of rows, and of those that were moved elsewhere."""
    found = rows(dataset.rows or 0)
    if dataset.quarantine is None or dataset.rows_quarantined is None:
        return found
    return f"{found}, {dataset.rows_quarantined:,} quarantined in {visible(dataset.quarantine)}"


def totals(dataset: DatasetResult) -> str:
    """Return the numbers of rules that passed, warned and failed."""
    number = len(dataset.rules)
    return f"{number} rule{'' if number == 1 else 's'}: {counted(rule.outcome for rule in dataset.rules)}"


def _cut(value: str) -> str:
    text = visible(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def seconds(time: float) -> str:
    """Format a duration with as many digits as people need."""
    if time < 0.001:
        return "0 ms"
    return f"{time * 1000:.0f} ms" if time < 1 else f"{time:.2f} s" if time < 100 else f"{time:.0f} s"
