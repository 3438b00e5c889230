"""The table that a person reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from opsgen.runtime.check.result import Outcome
from opsgen.terminal.escape import visible, width
from opsgen.terminal.table import aligned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from opsgen.runtime.check.result import CheckResult, DatasetResult, RuleResult, Sample
    from opsgen.terminal.color import Colors

WIDEST = (44, 60, 28)
"""How wide the rule, what was found and the limit may be before a row runs out of its columns."""
SHOWN = 40
"""How many characters of a value are shown."""


@dataclass(frozen=True, slots=True)
class TextReport:
    """Shows results."""

    paint: Colors

    def show(self, result: CheckResult) -> str:
        """The whole result."""
        parts = ["\n".join(self._dataset(dataset)) for dataset in result.datasets]
        if len(result.datasets) != 1:
            parts.append(self._summary(result))
        return "\n\n".join(parts) + "\n"

    def _dataset(self, dataset: DatasetResult) -> Iterator[str]:
        head = f"{self.paint.bold(visible(dataset.name))}  {self.paint.dim(visible(dataset.location))}"
        if dataset.message is not None:
            yield head
            yield f"  {self._word(Outcome.ERROR)}  the data could not be read: {visible(dataset.message)}"
            return
        yield f"{head}  {dataset.rows:,} row{'' if dataset.rows == 1 else 's'}" if dataset.rows is not None else head
        yield from self._rules(dataset.rules)
        yield f"  {self._totals(dataset)}"

    def _rules(self, rules: Sequence[RuleResult]) -> Iterator[str]:
        rows = [(visible(rule.name), visible(rule.found), visible(rule.limit)) for rule in rules]
        titles = ("rule", "found", "limit")
        columns = list(zip(titles, *rows, strict=True))
        widths = [min(most, max(map(width, column))) for most, column in zip(WIDEST, columns, strict=True)]
        yield self.paint.dim(f"         {aligned(titles, widths)}  {'time':>8}".rstrip())
        for rule, row in zip(rules, rows, strict=True):
            time = f"{seconds(rule.seconds):>8}" if rule.seconds is not None else ""
            yield f"  {self._word(rule.outcome)}  {aligned(row, widths)}  {self.paint.dim(time)}".rstrip()
            yield from self._details(rule)

    def _details(self, rule: RuleResult) -> Iterator[str]:
        if rule.outcome is Outcome.PASS:
            return
        for note in (rule.description, rule.message):
            for line in (note or "").splitlines():
                yield f"         {self.paint.dim(visible(line))}"
        if rule.sample is not None:
            yield from (f"           {line}" for line in self._sample(rule.sample))

    def _sample(self, sample: Sample) -> Iterator[str]:
        rows = [tuple("null" if value is None else _cut(value) for value in row) for row in sample.rows]
        titles = tuple(map(_cut, sample.columns))
        widths = [max(map(width, column)) for column in zip(titles, *rows, strict=True)]
        yield self.paint.dim(aligned(titles, widths).rstrip())
        for row in rows:
            yield aligned(row, widths).rstrip()

    def _totals(self, dataset: DatasetResult) -> str:
        scan = f" in {seconds(dataset.seconds)}, {seconds(dataset.scan_seconds or 0)} of them for the one scan"
        number, colon, told = totals(dataset).partition(":")
        return f"{self._color(dataset.outcome)(number)}{colon}{told}{self.paint.dim(scan)}"

    def _summary(self, result: CheckResult) -> str:
        counts = [(sum(each.outcome is outcome for each in result.datasets), word) for outcome, word in _SUMMED]
        told = ", ".join(f"{count} {word}" for count, word in counts if count)
        return f"{self._color(result.outcome)(f'{len(result.datasets)} datasets')}: {told}"

    def _word(self, outcome: Outcome) -> str:
        return self._color(outcome)(f"{outcome.value:5}")

    def _color(self, outcome: Outcome) -> Callable[[str], str]:
        paint = self.paint
        return {Outcome.PASS: paint.green, Outcome.WARN: paint.yellow}.get(outcome, paint.red)


_WORDS = (
    (Outcome.PASS, "passed"),
    (Outcome.WARN, "warned"),
    (Outcome.FAIL, "failed"),
    (Outcome.ERROR, "could not be judged"),
)
_SUMMED = (*_WORDS[:3], (Outcome.ERROR, "could not be read"))


def totals(dataset: DatasetResult) -> str:
    """How many rules there are, and how many of them came out in each way."""
    counts = [(sum(rule.outcome is outcome for rule in dataset.rules), word) for outcome, word in _WORDS]
    told = ", ".join(f"{count} {word}" for count, word in counts if count)
    number = len(dataset.rules)
    return f"{number} rule{'' if number == 1 else 's'}: {told}"


def _cut(value: str) -> str:
    shown = visible(value)
    return shown if len(shown) <= SHOWN else f"{shown[: SHOWN - 1]}…"


def seconds(time: float) -> str:
    """A time, as exact as people need it."""
    if time < 0.001:
        return "0 ms"
    return f"{time * 1000:.0f} ms" if time < 1 else f"{time:.2f} s" if time < 100 else f"{time:.0f} s"
