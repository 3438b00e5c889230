"""Histograms on one line of text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Sequence

BLOCKS = "▁▂▃▄▅▆▇█"
MARKS = "_.:-=+*#"
"""Replacements for the blocks, for output that cannot encode them."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Draws shares with characters of rising height."""

    levels: str

    @classmethod
    def of(cls, stream: TextIO) -> Bars:
        """Use blocks if the encoding of the stream has them, otherwise ASCII characters."""
        try:
            BLOCKS.encode(stream.encoding or "ascii")
        except (UnicodeEncodeError, LookupError):
            return cls(MARKS)
        return cls(BLOCKS)

    def draw(self, shares: Sequence[float], highest: float) -> str:
        """Return one character for each share, and a blank for a share of exactly 0."""
        return "".join(self._bar(share / highest) if share else " " for share in shares)

    def _bar(self, height: float) -> str:
        return self.levels[min(int(height * len(self.levels)), len(self.levels) - 1)]
