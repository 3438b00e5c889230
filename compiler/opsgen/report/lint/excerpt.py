"""The line of the source that a diagnostic is about, as it is shown: cut to size, printable, without credentials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from opsgen.diagnostics.known_secrets import hide
from opsgen.diagnostics.secret_patterns import mask, starred
from opsgen.terminal.escape import visible, width

if TYPE_CHECKING:
    from opsgen.diagnostics.model import Span

WIDEST = 160
"""How many characters of a source line are shown."""
MARGIN = 200
"""How far beyond them a credential is looked for, so that none is shown in part."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line, how many columns precede what is marked in it, and how many are marked."""

    text: str
    before: int
    marked: int

    @classmethod
    def of(cls, span: Span, lines: list[str], secret: Span | None = None) -> Excerpt | None:
        """The first line of a span, unless the file has no such line. Nothing of `secret` is shown."""
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
    """The line of `span` without that part of `secret` which stands on it."""
    if secret.file != span.file or not secret.line <= span.line <= secret.end_line:
        return line
    start = secret.column - 1 if span.line == secret.line else 0
    end = secret.end_column - 1 if span.line == secret.end_line else len(line)
    return starred(line, start, end)
