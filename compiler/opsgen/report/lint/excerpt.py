"""The source line of a diagnostic, for display: cut to size, printable, without credentials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from opsgen.diagnostics.known_secrets import hide
from opsgen.diagnostics.secret_patterns import mask, starred
from opsgen.terminal.escape import visible, width

if TYPE_CHECKING:
    from opsgen.diagnostics.model import Span

WIDEST = 160
"""The maximum number of characters of a source line to show."""
MARGIN = 200
"""The number of characters after them in which credentials are searched, so that none is shown in part."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line, the number of columns before the marked part, and the number of marked columns."""

    text: str
    before: int
    marked: int

    @classmethod
    def of(cls, span: Span, lines: list[str], secret: Span | None = None) -> Excerpt | None:
        """Return the first line of a span, or None if the file has no such line. Nothing of `secret` is shown."""
        if not 0 < span.line <= len(lines):
            return None
        line = lines[span.line - 1]
        start = span.column - 1
        end = max(start + 1, span.end_column - 1 if span.end_line == span.line else len(line.rstrip()))
        first = max(0, start - WIDEST // 2) if len(line) > WIDEST else 0
        last = min(len(line), first + WIDEST)
        line = hide(_without(secret, span, line) if secret else line)
        around = max(0, first - MARGIN)
        shown = mask(line[around : last + MARGIN])[first - around : last - around].replace("\t", " ")
        before, marked = shown[: start - first], shown[start - first : end - first]
        return cls(visible(shown.rstrip()), width(visible(before)), max(1, width(visible(marked))))


def _without(secret: Span, span: Span, line: str) -> str:
    """Return the line of `span` without the part of `secret` on it."""
    if secret.file != span.file or not secret.line <= span.line <= secret.end_line:
        return line
    start = secret.column - 1 if span.line == secret.line else 0
    end = secret.end_column - 1 if span.line == secret.end_line else len(line)
    return starred(line, start, end)
