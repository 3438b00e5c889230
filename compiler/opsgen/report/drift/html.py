"""The result of a comparison as a self-contained page: no scripts, nothing loaded, for light and dark displays.

`templates/report/drift.html.jinja` has the page's structure. Templates decide nothing, so an optional part is a list
of one or none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from opsgen.render.pages import page
from opsgen.report.drift.histogram import Histogram
from opsgen.report.drift.shares import BinShares, percent
from opsgen.report.drift.text import shortened, summary
from opsgen.runtime.check.wording import rows
from opsgen.runtime.drift.verdict import found, left_out, limit

if TYPE_CHECKING:
    from opsgen.runtime.drift.result import Bin, ColumnResult, Comparison, DriftResult, DriftStatus, Side


class _Comparison(NamedTuple):
    outcome: DriftStatus
    metric: str
    found: str
    limit: str


class _Share(NamedTuple):
    rows: str
    percent: str
    width: float
    """The length of the bar, in percent of the longest of the column."""


class _Bin(NamedTuple):
    label: str
    reference: _Share
    current: _Share


class _Column(NamedTuple):
    anchor: str
    name: str
    outcome: DriftStatus
    height: int
    """The number of rows of the column in the overview."""
    comparisons: list[_Comparison]
    charts: list[Histogram]
    notes: list[str]
    tables: list[list[_Bin]]


def show(result: DriftResult) -> str:
    """Return the result as HTML."""
    columns = [_column(number, column) for number, column in enumerate(result.columns, 1)]
    values = {
        "title": f"Drift of {result.deployment}",
        "outcome": result.outcome,
        "sentence": summary(result),
        "facts": {
            "Project": f"{result.project}, in {result.environment}",
            "Reference": _side(result.reference),
            "Current": _side(result.current),
            "Compared": f"{result.started}, in {result.seconds:.2f} s, by opsgen {result.opsgen}",
        },
        "overviews": [columns] if columns else [],
        "columns": columns,
    }
    return page("report/drift.html.jinja", values)


def _side(side: Side) -> str:
    size = f": {rows(side.rows)}" if side.rows is not None else ""
    since = f" since {side.since}, by {side.time_column}" if side.since is not None else ""
    return f"{side.dataset} ({side.location}){size}{since}{left_out(side)}"


def _column(number: int, column: ColumnResult) -> _Column:
    notes = [f"{each.metric}: {each.message}" for each in column.comparisons if each.message is not None]
    return _Column(
        anchor=f"column-{number}",
        name=column.name,
        outcome=column.outcome,
        height=len(column.comparisons),
        comparisons=list(map(_comparison, column.comparisons)),
        charts=[Histogram.of(BinShares.of(shortened(column.bins)))] if column.bins else [],
        notes=[*notes, *([column.message] if column.message is not None else [])],
        tables=[_bins(column)] if column.bins else [],
    )


def _comparison(comparison: Comparison) -> _Comparison:
    return _Comparison(comparison.outcome, comparison.metric, found(comparison), limit(comparison))


def _bins(column: ColumnResult) -> list[_Bin]:
    shares = BinShares.of(column.bins)
    return [
        _bin(each, reference, current, shares.highest)
        for each, reference, current in zip(column.bins, shares.reference, shares.current, strict=True)
    ]


def _bin(bin_: Bin, reference: float, current: float, highest: float) -> _Bin:
    return _Bin(bin_.label, _share(bin_.reference, reference, highest), _share(bin_.current, current, highest))


def _share(count: int, share: float, highest: float) -> _Share:
    return _Share(rows(count), percent(share), round(100 * share / highest, 2))
