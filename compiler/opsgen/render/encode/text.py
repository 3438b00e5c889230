"""Decide which characters are visible, and how wide they are.

The data is of Unicode 3.2, the one version that every Python includes, so that the same spec gives the same
bytes with each of them. Newer characters are escaped, except common emoji.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def _characters(*codes: Iterable[int]) -> frozenset[str]:
    return frozenset(map(chr, chain(*codes)))


_UNICODE = unicodedata.ucd_3_2_0
_VISIBLE = frozenset("LMNPS")
_EMOJI = (
    range(0x1F400, 0x1F43F),
    range(0x1F442, 0x1F4FD),
    range(0x1F5FB, 0x1F650),
    range(0x1F680, 0x1F6C6),
    range(0x1F90C, 0x1F93B),
    range(0x1F947, 0x1FA00),
)
# Letters, marks and symbols by category, but without a glyph (Default_Ignorable_Code_Point), or of a width on
# which tools disagree.
_ODD = _characters(
    (0x00AD, 0x034F, 0x06DE, 0x115F, 0x1160, 0x17A4, 0x17B4, 0x17B5, 0x17D8, 0x1885, 0x1886, 0x3164, 0xFFA0),
    range(0x180B, 0x180E),
    range(0x2630, 0x2638),
    range(0xFE00, 0xFE10),
    range(0x1D165, 0x1D173),
)
# Vowel signs, jamo and voicing marks that add nothing to the width of the character before them.
_NARROW = _characters(
    (0x09BE, 0x09D7, 0x0B3E, 0x0B57, 0x0BBE, 0x0BD7, 0x0CC0, 0x0CC2, 0x0CC7, 0x0CC8, 0x0CCA, 0x0CCB, 0x0CD5, 0x0CD6),
    (0x0D3E, 0x0D57, 0x0DCF, 0x0DDF, 0xFF9E, 0xFF9F),
    range(0x1161, 0x1200),
)
# Emoji are wide.
_WIDE = _characters((0x231A, 0x231B, 0x25FD, 0x25FE), range(0x2648, 0x2654), *_EMOJI)


def is_visible(text: str) -> bool:
    """Whether every character is visible: no control, line end or mark of direction, and no space except U+0020."""
    if text.isascii():
        return text.isprintable()
    return all(map(_is_visible, text))


def width(text: str) -> int:
    """Return the number of columns of visible text in an editor."""
    return len(text) if text.isascii() else sum(map(_width, text))


@lru_cache(maxsize=4096)
def _is_visible(char: str) -> bool:
    return char == " " or (_UNICODE.category(char)[0] in _VISIBLE and char not in _ODD) or char in _WIDE


@lru_cache(maxsize=4096)
def _width(char: str) -> int:
    if char in _NARROW or _UNICODE.category(char) in {"Mn", "Me"}:
        return 0
    return 2 if char in _WIDE or _UNICODE.east_asian_width(char) in {"W", "F"} else 1
