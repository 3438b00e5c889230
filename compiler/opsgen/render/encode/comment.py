"""Comments: nothing from a spec goes there but a file's path or a version, and these only if they are harmless."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from opsgen.render.encode.layout import PlaceError, Slot

# No colon and no equals sign: with one of them a comment can be an instruction to a tool (`coding:`, `type:`, `fmt:`).
_PUNCTUATION = frozenset(" ._-/+@,()~")


@dataclass(frozen=True, slots=True)
class Comment:
    """Text that may stand in a comment. `comment_safe` makes it."""

    text: str

    @staticmethod
    def text_of(value: object, place: Slot) -> str:
        if not isinstance(value, Comment):
            raise PlaceError(place, f"a comment takes what comment_safe() made, not {value!r}")
        return value.text


def comment_safe(text: str) -> Comment:
    """A path or version for a header comment. Raises for text that could end the comment or mean anything to a tool."""
    unsafe = sorted({char for char in text if not _is_harmless(char)})
    if unsafe:
        raise ValueError(f"not safe in a comment: {text!r} has {', '.join(map(ascii, unsafe))}")
    return Comment(text)


def _is_harmless(char: str) -> bool:
    return char in _PUNCTUATION or unicodedata.ucd_3_2_0.category(char)[0] in "LN"
