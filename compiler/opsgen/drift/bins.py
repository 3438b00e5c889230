"""The bins of a column, drawn from the reference, in which the rows of both datasets are counted.

Numbers lie in up to ten bins with about as many rows of the reference each: the edges are the reference's deciles, of
which equal ones count once; a bin reaches from above one edge up to the next and includes it, and the outer ones are
open. Of texts and booleans, the most frequent values of the reference have a bin each, and all others share one.
Rows without a value have a bin of their own; NaN and infinite numbers are no values.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from opsgen.quality import wording

if TYPE_CHECKING:
    from collections.abc import Iterable

RANGES = 10
"""Into how many bins numbers are put."""
VALUES = 30
"""How many texts have a bin of their own."""
LONGEST = 80
"""How many characters of a text its bin is called by."""


class BinName(NamedTuple):
    """What a bin is called."""

    kind: Literal["range", "value", "other", "missing"]
    label: str


OTHER = BinName("other", "other")
MISSING = BinName("missing", "missing")


@dataclass(frozen=True, slots=True)
class NumberBins:
    """Ranges between edges, and what is missing."""

    edges: tuple[float, ...]
    whole: bool
    """Whether all numbers are whole ones."""

    @classmethod
    def of(cls, deciles: Iterable[float | None], *, whole: bool) -> NumberBins:
        found = {float(each) for each in deciles if each is not None}
        return cls(tuple(sorted(found)), whole)

    def names(self) -> list[BinName]:
        """The bins in their order."""
        if not self.edges:
            return [BinName("range", "any number"), MISSING]
        inner = (self._between(low, high) for low, high in pairwise(self.edges))
        labels = [f"up to {_number(self.edges[0])}", *inner, f"over {_number(self.edges[-1])}"]
        return [*(BinName("range", label) for label in labels), MISSING]

    def _between(self, low: float, high: float) -> str:
        if not self.whole:
            return f"{_number(low)} to {_number(high)}"
        first = math.floor(low) + 1
        return _number(high) if first == high else f"{_number(first)} to {_number(high)}"


@dataclass(frozen=True, slots=True)
class ValueBins:
    """Single values, all others, and what is missing."""

    values: tuple[str | bool, ...]

    def names(self) -> list[BinName]:
        """The bins in their order."""
        return [*(BinName("value", _shown(value)) for value in self.values), OTHER, MISSING]


Bins: TypeAlias = NumberBins | ValueBins


def _number(value: float) -> str:
    return wording.number(value)


def _shown(value: str | bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if len(value) > LONGEST:
        return f"{value[: LONGEST - 1]}…"
    return value or "(empty)"
