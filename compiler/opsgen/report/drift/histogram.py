"""The geometry of a column's histogram: two bars for each bin, the reference's and the current data's."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from opsgen.report.drift.shares import BinShares

BAR = 5
"""The width of a bar."""
STEP = 2 * BAR + 3
"""The width of a bin, with the space around its bars."""
HEIGHT = 36
BASE = 1
"""The height of the line below the bars."""


class Bar(NamedTuple):
    """A rectangle. Its role, which is its class, gives it its color."""

    role: str
    x: int
    y: float
    width: int
    height: float


class Histogram(NamedTuple):
    """The size of the picture and its rectangles."""

    width: int
    height: int
    bars: list[Bar]

    @classmethod
    def of(cls, shares: BinShares) -> Histogram:
        """Compute the bars. The highest one of a range or single value has the full height.

        The bar of all other values together is cut off at that height, because it would dwarf the rest.
        """
        width = STEP * len(shares.reference)
        bars = [
            _bar(role, number * STEP + offset, min(1, share / shares.typical))
            for role, side, offset in (("reference", shares.reference, 1), ("current", shares.current, 1 + BAR))
            for number, share in enumerate(side)
        ]
        return cls(width, HEIGHT + BASE, [*bars, Bar("base", 0, HEIGHT, width, BASE)])


def _bar(role: str, x: int, share: float) -> Bar:
    height = round(share * HEIGHT, 2)
    return Bar(role, x, round(HEIGHT - height, 2), BAR, height)
