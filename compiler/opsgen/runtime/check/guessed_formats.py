"""Guesses how numbers and dates are written in text, as keys of a source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opsgen.sql.sources.notation import form

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MARKS = ((",", None), (",", "."), (".", ","), (",", " "), (",", "\u00a0"), (",", "\u202f"), (".", "'"), (".", "\u2019"))
"""Common pairs of decimal and thousands separators, the simplest first."""
DATE_FORMATS = (
    *("%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"),
    *("%d.%m.%y", "%d/%m/%y", "%m/%d/%y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%b %d, %Y", "%d %B %Y", "%B %d, %Y"),
)
"""Common date formats other than ISO 8601."""
TIMES = ("%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p")
TIMESTAMP_FORMATS = tuple(f"{date}{apart}{time}" for date in DATE_FORMATS for apart in (" ", "T") for time in TIMES)


def formats(texts: Iterable[str], among: Sequence[str]) -> list[str]:
    """The formats that match all texts."""
    found = list(texts)
    return [each for each in among if found and all(re.fullmatch(form(each), text.strip()) for text in found)]
