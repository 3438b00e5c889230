"""Histograms as shares of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from opsgen.runtime.check import wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsgen.runtime.drift.result import Bin


class BinShares(NamedTuple):
    """The share of rows in each bin of a column, for the reference and for the current data."""

    reference: tuple[float, ...]
    current: tuple[float, ...]
    highest: float
    """The largest share."""
    typical: float
    """The largest share of a range or single value. The bin of all other values together may dwarf those."""

    @classmethod
    def of(cls, bins: Sequence[Bin]) -> BinShares:
        """Compute the shares. All of them are 0 if there are no rows."""
        counts = [[each.reference for each in bins], [each.current for each in bins]]
        reference, current = (tuple(count / (sum(side) or 1) for count in side) for side in counts)
        greatest = [max(pair) for pair in zip(reference, current, strict=True)]
        named = [share for share, each in zip(greatest, bins, strict=True) if each.kind in ("range", "value")]
        highest = max(greatest, default=0) or 1
        return cls(reference, current, highest, max(named, default=0) or highest)

    def most_changed(self) -> int:
        """Return the number of the bin whose share changed most."""
        changes = [abs(r - c) for r, c in zip(self.reference, self.current, strict=True)]
        return changes.index(max(changes))


def percent(share: float) -> str:
    """Return a share in percent. It is `0 %` only if it is exactly 0."""
    return wording.percentage(100 * share)
