"""A page that stands alone: no script, nothing from elsewhere, readable in light and in dark, by eye and by ear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.drift.report.charts import histogram, pair
from opsgen.drift.report.elements import element, page, style
from opsgen.drift.report.shares import Shares, percent
from opsgen.drift.report.text import few, summary
from opsgen.drift.verdict import found, limit
from opsgen.quality.wording import rows
from opsgen.resources import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from opsgen.drift.result import Bin, ColumnResult, Comparison, DriftResult, Outcome, Side

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""The page may load nothing."""


def show(result: DriftResult) -> str:
    """The result as HTML."""
    title = f"Drift of {result.deployment}"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        style(read_text("drift/report/page.css")),
    )
    verdict = element("p", _verdict(result.outcome), f": {summary(result)}")
    parts = [element("h1", title), verdict, _facts(result)]
    if result.columns:
        parts += [_legend(), _overview(result)]
    parts += [_section(number, column) for number, column in enumerate(result.columns)]
    return page(head, element("body", element("main", *parts)))


def _verdict(outcome: Outcome) -> Element:
    return element("span", outcome.value, class_=f"verdict {outcome.value}")


def _facts(result: DriftResult) -> Element:
    facts = {
        "Project": f"{result.project}, in {result.environment}",
        "Reference": _side(result.reference),
        "Current": _side(result.current),
        "Compared": f"{result.started}, in {result.seconds:.2f} s, by opsgen {result.opsgen}",
    }
    return element("dl", *(each for key, value in facts.items() for each in (element("dt", key), element("dd", value))))


def _side(side: Side) -> str:
    size = f": {rows(side.rows)}" if side.rows is not None else ""
    since = f" since {side.since}, by {side.time_column}" if side.since is not None else ""
    return f"{side.dataset} ({side.location}){size}{since}"


def _legend() -> Element:
    spans = (element("span", element("i", class_=each, aria_hidden="true"), each) for each in ("reference", "current"))
    return element("p", *spans, class_="legend note")


# The table of all columns


def _overview(result: DriftResult) -> Element:
    head = element("tr", *(element("th", title, scope="col") for title in _TITLES))
    body = (row for number, column in enumerate(result.columns) for row in _rows(number, column))
    table = element("table", element("thead", head), element("tbody", *body), class_="overview")
    return _scrolling(table, "All columns")


_TITLES = ("Column", "Verdict", "Metric", "Found", "Limit", "Reference and current")


def _rows(number: int, column: ColumnResult) -> Iterator[Element]:
    span = len(column.comparisons)
    name = element("th", element("a", column.name, href=f"#{_anchor(number)}"), scope="rowgroup", rowspan=span)
    chart = element("td", *_chart(column), rowspan=span)
    for place, comparison in enumerate(column.comparisons):
        cells = _cells(comparison)
        yield element("tr", name, *cells, chart) if place == 0 else element("tr", *cells)


def _cells(comparison: Comparison) -> list[Element]:
    verdict = element("td", _verdict(comparison.outcome))
    return [verdict, *(element("td", text) for text in (comparison.metric, found(comparison), limit(comparison)))]


def _chart(column: ColumnResult) -> Iterator[Element]:
    if column.bins:
        label = f"How {column.name} is spread; its table below has the figures."
        yield histogram(Shares.of(few(column.bins)), label)


# One column


def _section(number: int, column: ColumnResult) -> Element:
    notes = [
        element("p", f"{each.metric}: {each.message}", class_="note")
        for each in column.comparisons
        if each.message is not None
    ]
    if column.message is not None:
        notes.append(element("p", column.message, class_="note"))
    heading = element("h2", column.name, " ", _verdict(column.outcome), id=_anchor(number))
    return element("section", heading, *notes, *([_bins(column)] if column.bins else []))


def _scrolling(table: Element, label: str) -> Element:
    """A table that moves sideways on a narrow screen, with the keyboard, too."""
    return element("div", table, class_="scroll", tabindex=0, role="region", aria_label=label)


def _anchor(number: int) -> str:
    return f"column-{number + 1}"


def _bins(column: ColumnResult) -> Element:
    titles = (("Values", ""), ("Reference", "figure"), ("Current", "figure"))
    head = [element("th", title, scope="col", class_=class_) for title, class_ in titles]
    shares = Shares.of(column.bins)
    body = (_bin(each, r, c, shares.highest) for each, r, c in zip(column.bins, *shares[:2], strict=True))
    titled = element("thead", element("tr", *head, element("td")))
    table = element("table", titled, element("tbody", *body), class_="bins")
    return _scrolling(table, f"How {column.name} is spread")


def _bin(bin_: Bin, reference: float, current: float, highest: float) -> Element:
    sides = ((reference, bin_.reference), (current, bin_.current))
    figures = [element("td", percent(share), title=rows(count), class_="figure") for share, count in sides]
    bars = pair(reference / highest, current / highest)
    return element("tr", element("th", bin_.label, scope="row"), *figures, element("td", bars))
