"""What is compared value by value where no single engine reads both datasets: how far numbers are apart, and which
texts are new."""

from __future__ import annotations

from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from opsgen.runtime.engines.engine import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    Counted = Iterable[tuple[Any, ...]]


class Distance(NamedTuple):
    """The distance between two distribution functions."""

    greatest: float
    """Their greatest difference: the statistic of Kolmogorov and Smirnov."""
    area: float
    """The area between them: the first Wasserstein distance."""


def distance(reference: Counted, current: Counted, rows: tuple[int, int]) -> Distance:
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
    return Distance(greatest, area)


def unseen(reference: Counted, current: Counted) -> int:
    """The answer of the query in `sql/unseen.py`: rows of the current data whose text the reference does not have.
    Each text comes once per dataset, with its number of rows, in ascending order of code points."""
    steps = merge(_ascending(reference, known=True), _ascending(current, known=False))
    return sum(times for _, same in groupby(steps, key=itemgetter(0)) for times in _of_new(list(same)))


def _of_new(same: list[tuple[str, bool, int]]) -> Iterator[int]:
    if not any(known for _, known, _ in same):
        yield from (times for _, _, times in same)


def _ascending(texts: Counted, *, known: bool) -> Iterator[tuple[str, bool, int]]:
    before: str | None = None
    for text, times in texts:
        if before is not None and text <= before:
            raise QueryError("the engine does not sort texts by code point, so new ones cannot be counted")
        before = text
        yield text, known, int(times)
