"""The bins of a column's histogram. They are derived from the reference and count the rows of both datasets.

Texts, booleans, and numbers with few different values in the reference are counted by value: the reference's most
frequent values have a bin each, its other values share one, and values that are not in the reference share another.
Any other numbers are counted in ranges with about as many rows of the reference each: the edges are the
reference's deciles. A range starts above one edge and includes the next, and the outer ones are open. An edge that is
more than one decile is a frequent value, which has a bin apart from the numbers below it.
Rows without a value have a bin of their own; NaN and infinite numbers are no values.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from opsgen.runtime.check import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

RANGES = 10
"""The number of bins for numbers."""
VALUES = 30
"""How many single values have a bin of their own."""
LONGEST = 80
"""How many characters of a text the label of its bin shows."""


class BinName(NamedTuple):
    """The kind and label of a bin."""

    kind: Literal["range", "value", "other", "new", "missing"]
    label: str


OTHER = BinName("other", "other")
NEW = BinName("new", "new")
MISSING = BinName("missing", "missing")


@dataclass(frozen=True, slots=True)
class NumberBins:
    """Bins for ranges between edges, and for missing values."""

    edges: tuple[float, ...]
    whole: bool
    """Whether all numbers are integers."""
    frequent: frozenset[float] = frozenset()
    """The edges that are so frequent that each has a bin of its own."""

    @classmethod
    def of(cls, deciles: Iterable[float | None], *, whole: bool) -> NumberBins:
        times = Counter(float(each) for each in deciles if each is not None)
        return cls(tuple(sorted(times)), whole, frozenset(edge for edge, count in times.items() if count > 1))

    def ranges(self) -> Iterator[Range]:
        """The ranges in their order. A number belongs to the first range that fits."""
        below: float | None = None
        for edge in self.edges:
            if edge in self.frequent and not self._adjoin(below, edge):
                yield Range(below, edge, closed=False)
                yield Range(edge, edge)
            else:
                yield Range(below, edge)
            below = edge
        yield Range(below, None)

    def names(self) -> list[BinName]:
        """The bins in their order."""
        return [*(BinName("range", self._called(each)) for each in self.ranges()), MISSING]

    def _adjoin(self, low: float | None, high: float) -> bool:
        """Whether no number can be between two edges."""
        return self.whole and low is not None and math.floor(low) + 1 == high

    def _called(self, each: Range) -> str:
        match each:
            case Range(low=None, high=None):
                return "any number"
            case Range(low=None, high=float(high)):
                return f"up to {_number(high)}" if each.closed else f"below {_number(high)}"
            case Range(low=float(low), high=None):
                return f"over {_number(low)}"
            case Range(low=float(low), high=float(high)):
                return self._between(low, high, closed=each.closed)
        raise TypeError(f"{each} is not a range")

    def _between(self, low: float, high: float, *, closed: bool) -> str:
        if low == high:
            return _number(low)
        if not self.whole:
            return f"{_number(low)} to {'' if closed else 'below '}{_number(high)}"
        first, last = math.floor(low) + 1, high if closed else math.ceil(high) - 1
        return _number(last) if first == last else f"{_number(first)} to {_number(last)}"


class Range(NamedTuple):
    """Numbers above `low` and up to `high`. None means that there is no such bound."""

    low: float | None
    high: float | None
    closed: bool = True
    """Whether the range includes `high`."""


@dataclass(frozen=True, slots=True)
class ValueBins:
    """Bins for single values of the reference, its other values, new values, and missing values."""

    values: tuple[Value, ...]
    exhaustive: bool = True
    """Whether these are all values of the reference."""

    def names(self) -> list[BinName]:
        """The bins in their order."""
        others = () if self.exhaustive else (OTHER,)
        return [*(BinName("value", _shown(value)) for value in self.values), *others, NEW, MISSING]


Value: TypeAlias = str | bool | float
Bins: TypeAlias = NumberBins | ValueBins


def _number(value: float) -> str:
    return wording.number(value)


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return _number(value)
    if len(value) > LONGEST:
        return f"{value[: LONGEST - 1]}…"
    return value or "(empty)"
