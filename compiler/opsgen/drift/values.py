"""How far numbers are apart that no single engine reads: both datasets, one number after the other."""

from __future__ import annotations

from heapq import merge
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    Counted = Iterable[tuple[Any, ...]]


class Apart(NamedTuple):
    """How far two distribution functions are apart."""

    greatest: float
    """Their greatest difference: the statistic of Kolmogorov and Smirnov."""
    area: float
    """The area between them: the first Wasserstein distance."""


def apart(reference: Counted, current: Counted, rows: tuple[int, int]) -> Apart:
    """What the query of `sql/apart.py` answers. Each number comes once a dataset, with how often it stands there;
    `rows` says how many of each have a number."""
    steps = merge(
        ((float(number), 0, times) for number, times in reference),
        ((float(number), 1, times) for number, times in current),
    )
    greatest = area = difference = before = 0.0
    seen = [0, 0]
    for number, side, times in steps:
        if number != before:
            greatest = max(greatest, difference)
            # Nothing was seen before the first number, and so there is no area.
            area += difference * (number - before)
            before = number
        seen[side] += times
        difference = abs(seen[0] / rows[0] - seen[1] / rows[1])
    return Apart(greatest, area)
