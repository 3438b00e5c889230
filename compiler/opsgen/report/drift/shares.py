"""Shares of rows, as reports show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from opsgen.runtime.check import wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsgen.runtime.drift.result import Bin


class BinShares(NamedTuple):
    """What share of the rows of either dataset lies in each bin of a column."""

    reference: tuple[float, ...]
    current: tuple[float, ...]
    highest: float
    """The greatest of them."""
    typical: float
    """The greatest of a range or a single value: all other values together may dwarf those."""

    @classmethod
    def of(cls, bins: Sequence[Bin]) -> BinShares:
        """All shares are 0 where there are no rows."""
        counts = [[each.reference for each in bins], [each.current for each in bins]]
        reference, current = (tuple(count / (sum(side) or 1) for count in side) for side in counts)
        greatest = [max(pair) for pair in zip(reference, current, strict=True)]
        named = [share for share, each in zip(greatest, bins, strict=True) if each.kind in ("range", "value")]
        highest = max(greatest, default=0) or 1
        return cls(reference, current, highest, max(named, default=0) or highest)

    def moved(self) -> int:
        """Which bin changed most."""
        changes = [abs(r - c) for r, c in zip(self.reference, self.current, strict=True)]
        return changes.index(max(changes))


def percent(share: float) -> str:
    """A share in words; never 0 where there is something."""
    return wording.percentage(100 * share)
