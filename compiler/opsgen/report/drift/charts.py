"""Histograms as SVG: of a whole column, and of one bin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.report.html import element

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from opsgen.report.drift.shares import BinShares

BAR = 5
"""How wide the bar of a column's histogram is."""
STEP = 2 * BAR + 3
HEIGHT = 36
BASE = 1
"""How high the line is that the bars stand on."""


def histogram(shares: BinShares, label: str) -> Element:
    """Two bars a bin, side by side: the reference, and the current data. Those of all other values are cut off where
    they would dwarf the rest."""
    width = STEP * len(shares.reference)
    bars = [
        _rect(role, at * STEP + offset, min(1, share / shares.typical))
        for role, side, offset in (("reference", shares.reference, 1), ("current", shares.current, 1 + BAR))
        for at, share in enumerate(side)
    ]
    line = element("rect", class_="base", x=0, y=HEIGHT, width=width, height=BASE)
    size = {"width": width, "height": HEIGHT + BASE, "viewBox": f"0 0 {width} {HEIGHT + BASE}"}
    return element("svg", *bars, line, role="img", aria_label=label, class_="histogram", **size)


def _rect(role: str, x: int, share: float) -> Element:
    height = round(share * HEIGHT, 2)
    return element("rect", class_=role, x=x, y=round(HEIGHT - height, 2), width=BAR, height=height)


def pair(reference: float, current: float) -> Element:
    """The bars of one bin, one above the other; 1 is the whole width. The table beside them says the same."""
    bars = (
        element("rect", class_=role, x=0, y=y, width=round(100 * share, 2), height=6)
        for role, y, share in (("reference", 1, reference), ("current", 9, current))
    )
    return element("svg", *bars, class_="pair", viewBox="0 0 100 16", preserveAspectRatio="none", aria_hidden="true")
