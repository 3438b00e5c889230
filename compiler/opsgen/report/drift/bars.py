"""A histogram on one line of text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Sequence

BLOCKS = "▁▂▃▄▅▆▇█"
MARKS = "_.:-=+*#"
"""What stands for the blocks where a terminal cannot show them."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Draws shares with characters from low to high."""

    levels: str

    @classmethod
    def of(cls, stream: TextIO) -> Bars:
        """Blocks, where the stream's encoding has them."""
        try:
            BLOCKS.encode(stream.encoding or "ascii")
        except (UnicodeEncodeError, LookupError):
            return cls(MARKS)
        return cls(BLOCKS)

    def draw(self, shares: Sequence[float], highest: float) -> str:
        """One character a share; a blank where there is nothing at all."""
        return "".join(self._bar(share / highest) if share else " " for share in shares)

    def _bar(self, height: float) -> str:
        return self.levels[min(int(height * len(self.levels)), len(self.levels) - 1)]
