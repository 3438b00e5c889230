"""A page that stands alone: no script, nothing from elsewhere, readable in light and in dark, by eye and by ear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.report.check.text import seconds, totals
from opsgen.report.html import element, facts, report_page, scrolling, verdict
from opsgen.runtime.check.result import Outcome
from opsgen.runtime.check.wording import rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from opsgen.runtime.check.result import CheckResult, DatasetResult, RuleResult, Sample

_TITLES = (("Rule", ""), ("Verdict", ""), ("Found", ""), ("Limit", ""), ("Time", "figure"))


def show(result: CheckResult) -> str:
    """The result as HTML."""
    title = f"Check of {result.project}"
    about = {
        "Environment": result.environment,
        "Checked": f"{result.started}, in {seconds(result.seconds)}, by opsgen {result.opsgen}",
    }
    parts = [element("h1", title), element("p", verdict(result.outcome), f": {_summary(result)}"), facts(about)]
    if len(result.datasets) > 1:
        parts.append(_overview(result))
    parts += [_section(number, dataset) for number, dataset in enumerate(result.datasets, 1)]
    return report_page(title, *parts)


def _summary(result: CheckResult) -> str:
    number = len(result.datasets)
    counts = ((sum(each.outcome is outcome for each in result.datasets), word) for outcome, word in _WORDS)
    told = ", ".join(f"{count} {word}" for count, word in counts if count)
    return f"{number} dataset{'' if number == 1 else 's'}{': ' if told else ''}{told}"


_WORDS = (
    (Outcome.PASS, "passed"),
    (Outcome.WARN, "warned"),
    (Outcome.FAIL, "failed"),
    (Outcome.ERROR, "could not be read"),
)


def _overview(result: CheckResult) -> Element:
    head = element("tr", *(element("th", title, scope="col") for title in ("Dataset", "Verdict", "Rows", "Rules")))
    body = (_in_overview(number, dataset) for number, dataset in enumerate(result.datasets, 1))
    table = element("table", element("thead", head), element("tbody", *body), class_="overview")
    return scrolling(table, "All datasets")


def _in_overview(number: int, dataset: DatasetResult) -> Element:
    name = element("th", element("a", dataset.name, href=f"#dataset-{number}"), scope="row")
    size = "" if dataset.rows is None else f"{dataset.rows:,}"
    told = dataset.message if dataset.message is not None else totals(dataset)
    return element("tr", name, element("td", verdict(dataset.outcome)), element("td", size), element("td", told))


def _section(number: int, dataset: DatasetResult) -> Element:
    heading = element("h2", dataset.name, " ", verdict(dataset.outcome), id=f"dataset-{number}")
    size = "" if dataset.rows is None else f": {rows(dataset.rows)}"
    where = element("p", f"{dataset.location}{size}", class_="note")
    if dataset.message is not None:
        return element("section", heading, where, element("p", f"The data could not be read: {dataset.message}"))
    head = [element("th", title, scope="col", class_=class_) for title, class_ in _TITLES]
    body = (row for rule in dataset.rules for row in _rule(rule))
    table = element("table", element("thead", element("tr", *head)), element("tbody", *body), class_="rules")
    told = element("p", totals(dataset), class_="note")
    return element("section", heading, where, scrolling(table, f"The rules of {dataset.name}"), told)


def _rule(rule: RuleResult) -> Iterator[Element]:
    time = "" if rule.seconds is None else seconds(rule.seconds)
    texts = (element("td", text) for text in (rule.found, rule.limit))
    name = element("th", rule.name, scope="row")
    yield element("tr", name, element("td", verdict(rule.outcome)), *texts, element("td", time, class_="figure"))
    details = [] if rule.outcome is Outcome.PASS else list(_details(rule))
    if details:
        yield element("tr", element("td", *details, colspan=len(_TITLES)), class_="details")


def _details(rule: RuleResult) -> Iterator[Element]:
    yield from (element("p", note, class_="note") for note in (rule.description, rule.message) if note)
    if rule.sample is not None:
        yield scrolling(_sample(rule.sample), f"Rows that break {rule.name}")


def _sample(sample: Sample) -> Element:
    head = element("tr", *(element("th", column, scope="col") for column in sample.columns))
    body = (element("tr", *map(_value, row)) for row in sample.rows)
    return element("table", element("thead", head), element("tbody", *body), class_="sample")


def _value(value: str | None) -> Element:
    return element("td", "null", class_="note") if value is None else element("td", value)
