"""A file's text as opsgen reads it, and the way back to its bytes, with the same byte order mark and line ends."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from opsgen.source.read import decode

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARK = "\ufeff"


class TextEdit(NamedTuple):
    """A replacement of the text between two offsets."""

    start: int
    end: int
    new: str


class Original:
    """The content of one file."""

    def __init__(self, data: bytes) -> None:
        self.text = decode(data, "").source.text
        self._raw = data.decode()
        self._mark = _MARK if self._raw.startswith(_MARK) else ""
        self._line_end = "\r\n" if "\r\n" in self._raw else "\n"

    def spliced(self, splices: Sequence[TextEdit]) -> bytes:
        """Return the bytes with some parts replaced. The parts must not overlap."""
        parts, last = [], 0
        for start, end, new in sorted(splices):
            parts += [self._raw[last : self._offset(start)], self._ended(new)]
            last = self._offset(end)
        return "".join((*parts, self._raw[last:])).encode()

    def rewritten(self, text: str) -> bytes:
        """Return the bytes of another text, with the file's byte order mark and one kind of line end."""
        return (self._mark + self._ended(text)).encode()

    def _ended(self, text: str) -> str:
        return text.replace("\n", self._line_end)

    def _offset(self, offset: int) -> int:
        """Return the offset in the raw text of an offset in the text."""
        return offset + len(self._mark) + bisect_left(self._pairs, offset)

    @cached_property
    def _pairs(self) -> list[int]:
        """The offsets of line ends that have two characters in the raw text."""
        lines = self._raw.removeprefix(_MARK).split("\r\n")
        return [offset - 1 for offset in accumulate(len(line) + 1 for line in lines[:-1])]
