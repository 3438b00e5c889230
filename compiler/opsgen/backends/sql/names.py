"""What rules and their figures are called in SQL: names that every engine takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 40
"""PostgreSQL cuts names off at 63 bytes, and figures add a word to them."""


class Names:
    """A name for each of some texts, by which people can tell them."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._names: dict[str, str] = {}
        for text in texts:
            self._names[text] = self._free(re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:LONGEST] or "rule")

    def __getitem__(self, text: str) -> str:
        return self._names[text]

    def _free(self, name: str) -> str:
        taken, number, free = set(self._names.values()), 2, name
        while free in taken:
            free, number = f"{name}_{number}", number + 1
        return free
