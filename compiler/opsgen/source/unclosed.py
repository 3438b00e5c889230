"""Find the unclosed quote or bracket after the parser has failed: the parser reports the end of the damage only.

This is not a parser. It recognizes where text starts, and that a line with a new key or item, no deeper than the line
of the opening quote or bracket, cannot be inside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

CLOSERS = {"[": "]", "{": "}"}

_INDENTATION = re.compile(r"[ ]*(?:-[ ]+)*")
_SPACE = re.compile(r"[ \t]+|\n(?:[ \t]*(?:#[^\n]*)?\n)*+")
_COMMENT = re.compile(r"(?<![^\s,\[\]{}])#[^\n]*", re.ASCII)
_PROPERTY = re.compile(r"[&*!][^\s,\[\]{}]*", re.ASCII)
_BLOCK_SCALAR = re.compile(r"[|>][-+0-9]*[ \t]*(?:#[^\n]*)?(?=\n|\Z)")
_QUOTED = {
    '"': re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL),
    "'": re.compile(r"'[^']*+(?:''[^']*+)*+'"),
}
_PLAIN = re.compile(r"(?:[^\s:#]++|:(?!\s)|(?<=\S)#|[ \t]++(?![\s#]))++|.", re.ASCII)
_PLAIN_IN_BRACKETS = re.compile(r"(?:[^\s:#,\[\]{}]++|:(?![\s,\[\]{}])|(?<=\S)#|[ \t]++(?![\s#,\[\]{}]))++|.", re.ASCII)
_ENTRY = re.compile(r"""-\s|(?:"[^"\n]*"|'[^'\n]*'|[^\s#,:"'\[\]{}][^,:\[\]{}\n]*):(?:\s|\Z)""", re.ASCII)


class UnclosedBracket(NamedTuple):
    """A bracket at `offset` that is never closed, or closed at `closer` by the wrong kind."""

    offset: int
    closer: int | None = None


@dataclass(slots=True)
class _Bracket:
    offset: int
    column: int
    """The column of the key on its line. An entry that is not deeper is outside."""
    inner: int | None = None
    """The indentation of the first line inside, if the bracket ends its line."""

    def excludes(self, indentation: int) -> bool:
        return indentation <= self.column and (self.inner is None or self.inner > self.column)


def find_fault(text: str, until: int) -> UnclosedBracket | None:
    """Return the first unclosed quote or bracket before the offset at which the parser stopped."""
    return _Look(text, until).fault()


class _Look:
    def __init__(self, text: str, until: int) -> None:
        self._text = text
        self._until = until
        self._position = 0
        self._line = 0
        self._column = 0
        self._brackets: list[_Bracket] = []

    def fault(self) -> UnclosedBracket | None:
        while self._position <= self._until and self._position < len(self._text):
            fault = self._next_line() if self._position == self._line else None
            fault = fault or self._next_token()
            if fault:
                return fault
        at_end = not self._text[self._until :].strip()
        return UnclosedBracket(self._brackets[-1].offset) if self._brackets and at_end else None

    def _next_line(self) -> UnclosedBracket | None:
        """Skip the indentation of a line."""
        indentation = _leading_spaces(self._text, self._line)
        content = self._line + indentation
        if not self._brackets:
            self._position = _end(_INDENTATION, self._text, self._line)
            self._column = self._position - self._line
            return None
        self._position = content
        bracket = self._brackets[-1]
        if bracket.inner == -1 and self._text[content : content + 1].strip():
            bracket.inner = indentation
        is_marker = self._text.startswith(("---", "..."), self._line)
        if is_marker or (bracket.excludes(indentation) and _ENTRY.match(self._text, content)):
            return UnclosedBracket(bracket.offset)
        return None

    def _next_token(self) -> UnclosedBracket | None:
        text, start = self._text, self._position
        first = text[start : start + 1]
        if first in _QUOTED:
            return self._quoted(_QUOTED[first])
        if first in CLOSERS:
            self._open_bracket()
        elif first and first in "]}" and self._brackets:
            return self._close_bracket(first)
        elif not self._brackets and (header := _BLOCK_SCALAR.match(text, start)):
            self._skip_block_scalar(header.end())
        else:
            patterns = (_SPACE, _COMMENT, _PROPERTY, _PLAIN_IN_BRACKETS if self._brackets else _PLAIN)
            self._position = next(filter(None, (_end(pattern, text, start) for pattern in patterns)), start + 1)
            if first == "\n":
                self._line = self._position
        return None

    def _open_bracket(self) -> None:
        rest = self._text[self._position + 1 : _line_end(self._text, self._position)].strip()
        ends_line = not rest or rest.startswith("#")
        self._brackets.append(_Bracket(self._position, self._column, inner=-1 if ends_line else None))
        self._position += 1

    def _close_bracket(self, closer: str) -> UnclosedBracket | None:
        bracket = self._brackets.pop()
        if CLOSERS[self._text[bracket.offset]] != closer:
            return UnclosedBracket(bracket.offset, self._position)
        self._position += 1
        return None

    def _quoted(self, pattern: re.Pattern[str]) -> UnclosedBracket | None:
        """Skip text in quotes, unless it includes a line that starts another entry."""
        start = self._position
        end = _end(pattern, self._text, start)
        if not end:
            return UnclosedBracket(start)
        entry = re.compile(rf"\n {{0,{self._column}}}(?={_ENTRY.pattern})", re.ASCII)
        if entry.search(self._text, start, end):
            return UnclosedBracket(start)
        self._position = end
        self._line = self._text.rfind("\n", 0, end) + 1
        return None

    def _skip_block_scalar(self, position: int) -> None:
        """Skip the lines of a block scalar: all that are indented deeper than its key or dash."""
        stands_alone = self._position == self._line + self._column
        parent = self._text.rfind("-", self._line, self._position) - self._line if stands_alone else self._column
        lines = re.compile(rf"(?:\n(?: {{{parent + 1}}}[^\n]*| *(?=\n|\Z)))*+")
        self._position = _end(lines, self._text, position)


def _line_end(text: str, start: int) -> int:
    newline = text.find("\n", start)
    return newline if newline >= 0 else len(text)


def _leading_spaces(text: str, line: int) -> int:
    return _end(re.compile(" *"), text, line) - line


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else 0
