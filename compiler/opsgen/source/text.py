"""A file's text, and the conversion of offsets to lines and columns."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from opsgen.diagnostics.model import Diagnostic, Related, Span
from opsgen.source import codes
from opsgen.source.limits import MAX_PROBLEMS

if TYPE_CHECKING:
    from opsgen.diagnostics.model import Code, Fix

Range: TypeAlias = tuple[int, int]
"""A range of a text: the offset of the first code point, and the one after the last."""
Beside: TypeAlias = tuple[Range, str]
"""A related place, and how it is related."""


class Source:
    """The text of one file with LF line ends; offsets count code points."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def _starts(self) -> array[int]:
        starts = array("I", [0])
        starts.extend(match.end() for match in re.finditer("\n", self.text))
        return starts

    def position(self, offset: int) -> tuple[int, int]:
        """Return the line and the column of an offset, both counted from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def span(self, at: Range) -> Span:
        return Span(self.file, *self.position(at[0]), *self.position(at[1]))


class FileError(Exception):
    """A file cannot be used at all: this diagnostic is its only result."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class Problems:
    """The problems of one file, in the order in which they are found."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.found: list[Diagnostic] = []

    def report(
        self, code: Code, at: Range, message: str, *help_: str, related: Beside | None = None, fix: Fix | None = None
    ) -> None:
        """Report a problem, after which the file can still be used. Raises FileError after too many."""
        if len(self.found) >= MAX_PROBLEMS:
            message = f"this file has more than {MAX_PROBLEMS:,} problems, of which those above are the first"
            raise self.fatal(codes.TOO_MANY_PROBLEMS, at, message, "fix what they have in common, then run lint again")
        self.found.append(self._diagnostic(code, at, message, help_, related)._replace(fix=fix))

    def fatal(self, code: Code, at: Range, message: str, *help_: str, related: Beside | None = None) -> FileError:
        """Return the error to raise for a problem that makes the file unusable."""
        return FileError(self._diagnostic(code, at, message, help_, related))

    def _diagnostic(
        self, code: Code, at: Range, message: str, help_: tuple[str, ...], related: Beside | None
    ) -> Diagnostic:
        beside = (Related(self.source.span(related[0]), related[1]),) if related else ()
        return Diagnostic(code.code, code.severity, message, self.source.span(at), help_, beside)
