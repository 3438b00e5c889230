"""The result of a check as a self-contained page: no scripts, nothing loaded, for light and dark displays.

`templates/report/check.html.jinja` has the page's structure. Templates decide nothing, so an optional part is a list
of one or none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from opsgen.render.pages import page
from opsgen.report.check.text import rows_of, seconds, totals
from opsgen.report.outcomes import counted
from opsgen.runtime.check.result import Outcome

if TYPE_CHECKING:
    from opsgen.runtime.check.result import CheckResult, DatasetResult, RuleResult, Sample


class _Sample(NamedTuple):
    columns: tuple[str, ...]
    rows: list[list[tuple[str, str]]]
    """The cells of each row, as class and text."""


class _Details(NamedTuple):
    notes: list[str]
    samples: list[_Sample]


class _Rule(NamedTuple):
    name: str
    outcome: Outcome
    found: str
    limit: str
    time: str
    details: list[_Details]


class _Dataset(NamedTuple):
    anchor: str
    name: str
    outcome: Outcome
    rows: str
    totals: str
    location: str
    messages: list[str]
    tables: list[list[_Rule]]


def show(result: CheckResult) -> str:
    """Return the result as HTML."""
    datasets = [_dataset(number, dataset) for number, dataset in enumerate(result.datasets, 1)]
    values = {
        "title": f"Check of {result.project}",
        "outcome": result.outcome,
        "sentence": _sentence(result),
        "facts": {
            "Environment": result.environment,
            "Checked": f"{result.started}, in {seconds(result.seconds)}, by opsgen {result.opsgen}",
        },
        "overviews": [datasets] if len(datasets) > 1 else [],
        "datasets": datasets,
    }
    return page("report/check.html.jinja", values)


def _sentence(result: CheckResult) -> str:
    number = len(result.datasets)
    counts = counted((each.outcome for each in result.datasets), "could not be read")
    return f"{number} dataset{'' if number == 1 else 's'}{': ' if counts else ''}{counts}"


def _dataset(number: int, dataset: DatasetResult) -> _Dataset:
    return _Dataset(
        anchor=f"dataset-{number}",
        name=dataset.name,
        outcome=dataset.outcome,
        rows="" if dataset.rows is None else f"{dataset.rows:,}",
        totals=_totals(dataset),
        location=dataset.location + ("" if dataset.rows is None else f": {rows_of(dataset)}"),
        messages=[] if dataset.message is None else [dataset.message],
        tables=[list(map(_rule, dataset.rules))] if dataset.message is None else [],
    )


def _totals(dataset: DatasetResult) -> str:
    cached = "" if dataset.recorded is None else f" (from the cache, checked at {dataset.recorded})"
    return f"{totals(dataset)}{cached}" if dataset.message is None else dataset.message


def _rule(rule: RuleResult) -> _Rule:
    time = "" if rule.seconds is None else seconds(rule.seconds)
    return _Rule(rule.name, rule.outcome, rule.found, rule.limit, time, _details(rule))


def _details(rule: RuleResult) -> list[_Details]:
    if rule.outcome is Outcome.PASS:
        return []
    notes = [note for note in (rule.description, rule.message) if note]
    samples = [] if rule.sample is None else [_sample(rule.sample)]
    return [_Details(notes, samples)] if notes or samples else []


def _sample(sample: Sample) -> _Sample:
    return _Sample(sample.columns, [list(map(_cell, row)) for row in sample.rows])


def _cell(value: str | None) -> tuple[str, str]:
    """Class and text: a missing value must look different from the text `null`."""
    return ("note", "null") if value is None else ("value", value)
