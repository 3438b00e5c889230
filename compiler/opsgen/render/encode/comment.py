"""Comments. Of a spec, they contain only paths, names and versions, and only harmless ones."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from opsgen.render.encode.layout import PlaceError, Slot

# No colon and no equals sign: with one, a comment can be an instruction for a tool (`coding:`, `type:`, `fmt:`).
_PUNCTUATION = frozenset(" ._-/+@,()~")


@dataclass(frozen=True, slots=True)
class Comment:
    """Text that is safe in a comment. Only `comment_safe` creates it."""

    text: str

    @staticmethod
    def text_of(value: object, place: Slot) -> str:
        if not isinstance(value, Comment):
            raise PlaceError(place, f"a comment takes what comment_safe() made, not {value!r}")
        return value.text


def comment_safe(text: str) -> Comment:
    """Return text for a comment. Raises for text that could end the comment or have a meaning for a tool."""
    unsafe = sorted({char for char in text if not _is_harmless(char)})
    if unsafe:
        raise ValueError(f"not safe in a comment: {text!r} has {', '.join(map(ascii, unsafe))}")
    return Comment(text)


def _is_harmless(char: str) -> bool:
    return char in _PUNCTUATION or unicodedata.ucd_3_2_0.category(char)[0] in "LN"
