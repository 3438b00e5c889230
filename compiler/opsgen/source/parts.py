"""Where a part of a scalar's text is written: on several lines, folded, indented or with quotes doubled in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.source.text import Range

_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")
"""The anchor and the tag before a value."""
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "n": "\n", "t": "\t", "r": "\r", " ": " ", "\n": " "}
"""The escapes whose meaning is one character; a text with others is not followed."""


def locate(written: str, value: str, part: Range) -> Range | None:
    """Where in `written`, a scalar as the file has it, the code points `part` of its `value` are.

    Layout changes white space only. So the other characters are the same ones in the same order, and the position of
    one among them is its position in the file. Returns None where that does not hold, as for an alias.
    """
    shown = [(character, at) for character, at in _characters(written) if not character.isspace()]
    if "".join(character for character, _ in shown) != "".join(value.split()):
        return None
    before = len("".join(value[: part[0]].split()))
    count = len("".join(value[part[0] : part[1]].split()))
    if not count:
        return None
    return shown[before][1][0], shown[before + count - 1][1][1]


def _characters(written: str) -> Iterator[tuple[str, Range]]:
    """The characters of the value and where each is written, with the white space of the file."""
    properties = _PROPERTIES.match(written)
    start = properties.end() if properties else 0
    style = written[start : start + 1]
    if style in ("|", ">"):  # the rest of that line says how the block is laid out
        yield from _as_it_is(written, written.find("\n", start) + 1)
    elif style in ("'", '"'):
        yield from _quoted(written, start + 1, style)
    else:
        yield from _as_it_is(written, start)


def _as_it_is(written: str, start: int) -> Iterator[tuple[str, Range]]:
    yield from ((character, (offset, offset + 1)) for offset, character in enumerate(written[start:], start))


def _quoted(written: str, start: int, quote: str) -> Iterator[tuple[str, Range]]:
    offset, end = start, len(written) - 1
    while offset < end:
        character, length = written[offset], 1
        if quote == "'" and character == "'":
            length = 2
        elif quote == '"' and character == "\\":
            # An escape of another kind stays as it is written, so that the texts differ.
            character, length = _ESCAPES.get(written[offset + 1], character), 2
        yield character, (offset, offset + length)
        offset += length
