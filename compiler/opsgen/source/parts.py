"""Locate a part of a scalar's text, which may be on several lines, folded, indented or escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.source.text import Range

_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")
"""Matches the anchor and the tag before a value."""
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "n": "\n", "t": "\t", "r": "\r", " ": " ", "\n": " "}
"""The escapes of one character. Text with other escapes is not located."""


def locate(written: str, value: str, part: Range) -> Range | None:
    """Return the range in `written`, the text of a scalar in the file, of the code points `part` of its `value`.

    YAML's layout changes only white space. The other characters are the same in the same order, so the position of one
    among them gives its position in the file. Returns None if that is not the case, as for an alias.
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
    """Return the characters of the value with their offsets in the file, including white space of the file."""
    properties = _PROPERTIES.match(written)
    start = properties.end() if properties else 0
    style = written[start : start + 1]
    if style in ("|", ">"):  # The rest of that line is the header of the block.
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
            # Another escape is kept unchanged, so that the texts differ and nothing is located.
            character, length = _ESCAPES.get(written[offset + 1], character), 2
        yield character, (offset, offset + length)
        offset += length
