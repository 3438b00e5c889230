"""Which characters a reader can see, and how wide they are.

The answers come from Unicode 3.2, the one version that every Python carries, so that the same spec gives the same
bytes on each of them. A character that is younger stays readable where it is a common emoji, else it is escaped.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_UNICODE = unicodedata.ucd_3_2_0
_VISIBLE = frozenset("LMNPS")
_WIDE_EMOJI = (
    range(0x1F400, 0x1F43F),
    range(0x1F442, 0x1F4FD),
    range(0x1F5FB, 0x1F650),
    range(0x1F680, 0x1F6C6),
    range(0x1F90C, 0x1F93B),
    range(0x1F947, 0x1FA00),
)
# Letters and marks by their category, but without a glyph of their own (Default_Ignorable_Code_Point).
_BLANK = frozenset(
    map(chr, (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, *range(0x180B, 0x180E), *range(0xFE00, 0xFE10)))
)


def is_visible(text: str) -> bool:
    """Whether every character shows itself: no control, no line end, no mark of direction, no space but U+0020."""
    if text.isascii():
        return text.isprintable()
    return all(map(_is_visible, text))


def width(text: str) -> int:
    """How many columns visible text takes in an editor."""
    return len(text) if text.isascii() else sum(map(_width, text))


@lru_cache(maxsize=4096)
def _is_visible(char: str) -> bool:
    return char == " " or (_UNICODE.category(char)[0] in _VISIBLE and char not in _BLANK) or _is_wide_emoji(char)


@lru_cache(maxsize=4096)
def _width(char: str) -> int:
    if _UNICODE.category(char) in {"Mn", "Me"}:
        return 0
    return 2 if _UNICODE.east_asian_width(char) in {"W", "F"} or _is_wide_emoji(char) else 1


def _is_wide_emoji(char: str) -> bool:
    return any(ord(char) in block for block in _WIDE_EMOJI)
