"""A page that stands alone: no script, nothing from elsewhere, readable in light and in dark, by eye and by ear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.report.drift.charts import histogram, pair
from opsgen.report.drift.shares import BinShares, percent
from opsgen.report.drift.text import few, summary
from opsgen.report.html import element, facts, report_page, scrolling, verdict
from opsgen.runtime.check.wording import rows
from opsgen.runtime.drift.verdict import found, left_out, limit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from opsgen.runtime.drift.result import Bin, ColumnResult, Comparison, DriftResult, Side


def show(result: DriftResult) -> str:
    """The result as HTML."""
    title = f"Drift of {result.deployment}"
    outcome = element("p", verdict(result.outcome), f": {summary(result)}")
    parts = [element("h1", title), outcome, _facts(result)]
    if result.columns:
        parts += [_legend(), _overview(result)]
    parts += [_section(number, column) for number, column in enumerate(result.columns)]
    return report_page(title, *parts)


def _facts(result: DriftResult) -> Element:
    about = {
        "Project": f"{result.project}, in {result.environment}",
        "Reference": _side(result.reference),
        "Current": _side(result.current),
        "Compared": f"{result.started}, in {result.seconds:.2f} s, by opsgen {result.opsgen}",
    }
    return facts(about)


def _side(side: Side) -> str:
    size = f": {rows(side.rows)}" if side.rows is not None else ""
    since = f" since {side.since}, by {side.time_column}" if side.since is not None else ""
    return f"{side.dataset} ({side.location}){size}{since}{left_out(side)}"


def _legend() -> Element:
    spans = (element("span", element("i", class_=each, aria_hidden="true"), each) for each in ("reference", "current"))
    return element("p", *spans, class_="legend note")


# The table of all columns


def _overview(result: DriftResult) -> Element:
    head = element("tr", *(element("th", title, scope="col") for title in _TITLES))
    body = (row for number, column in enumerate(result.columns) for row in _rows(number, column))
    table = element("table", element("thead", head), element("tbody", *body), class_="overview")
    return scrolling(table, "All columns")


_TITLES = ("Column", "Verdict", "Metric", "Found", "Limit", "Reference and current")


def _rows(number: int, column: ColumnResult) -> Iterator[Element]:
    span = len(column.comparisons)
    name = element("th", element("a", column.name, href=f"#{_anchor(number)}"), scope="rowgroup", rowspan=span)
    chart = element("td", *_chart(column), rowspan=span)
    for place, comparison in enumerate(column.comparisons):
        cells = _cells(comparison)
        yield element("tr", name, *cells, chart) if place == 0 else element("tr", *cells)


def _cells(comparison: Comparison) -> list[Element]:
    word = element("td", verdict(comparison.outcome))
    return [word, *(element("td", text) for text in (comparison.metric, found(comparison), limit(comparison)))]


def _chart(column: ColumnResult) -> Iterator[Element]:
    if column.bins:
        label = f"How {column.name} is spread; its table below has the figures."
        yield histogram(BinShares.of(few(column.bins)), label)


# One column


def _section(number: int, column: ColumnResult) -> Element:
    notes = [
        element("p", f"{each.metric}: {each.message}", class_="note")
        for each in column.comparisons
        if each.message is not None
    ]
    if column.message is not None:
        notes.append(element("p", column.message, class_="note"))
    heading = element("h2", column.name, " ", verdict(column.outcome), id=_anchor(number))
    return element("section", heading, *notes, *([_bins(column)] if column.bins else []))


def _anchor(number: int) -> str:
    return f"column-{number + 1}"


def _bins(column: ColumnResult) -> Element:
    titles = (("Values", ""), ("Reference", "figure"), ("Current", "figure"))
    head = [element("th", title, scope="col", class_=class_) for title, class_ in titles]
    shares = BinShares.of(column.bins)
    body = (_bin(each, r, c, shares.highest) for each, r, c in zip(column.bins, *shares[:2], strict=True))
    titled = element("thead", element("tr", *head, element("td")))
    table = element("table", titled, element("tbody", *body), class_="bins")
    return scrolling(table, f"How {column.name} is spread")


def _bin(bin_: Bin, reference: float, current: float, highest: float) -> Element:
    sides = ((reference, bin_.reference), (current, bin_.current))
    figures = [element("td", percent(share), title=rows(count), class_="figure") for share, count in sides]
    bars = pair(reference / highest, current / highest)
    return element("tr", element("th", bin_.label, scope="row"), *figures, element("td", bars))
