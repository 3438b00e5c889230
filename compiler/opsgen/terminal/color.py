"""Colors, where the output can show them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO


@dataclass(frozen=True, slots=True)
class Colors:
    """Colors text, or leaves it plain."""

    on: bool

    @classmethod
    def of(cls, stream: TextIO) -> Colors:
        """On for a terminal that is not dumb. NO_COLOR (no-color.org) and FORCE_COLOR override that, in this order."""
        if os.environ.get("NO_COLOR"):
            return cls(on=False)
        return cls(bool(os.environ.get("FORCE_COLOR")) or (stream.isatty() and os.environ.get("TERM") != "dumb"))

    def bold(self, text: str) -> str:
        return self._code("1", text)

    def dim(self, text: str) -> str:
        return self._code("2", text)

    def red(self, text: str) -> str:
        return self._code("1;31", text)

    def green(self, text: str) -> str:
        return self._code("32", text)

    def yellow(self, text: str) -> str:
        return self._code("1;33", text)

    def blue(self, text: str) -> str:
        return self._code("1;34", text)

    def _code(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.on and text else text
