"""Diagnostics for people: one greppable line, the place in the source, related places, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from opsgen.diagnostics import Severity
from opsgen.report.visible import visible, width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from opsgen.diagnostics import Diagnostic, Span
    from opsgen.report.paint import Paint

WIDEST = 160
"""How many characters of a source line are shown."""


@dataclass(frozen=True, slots=True)
class TextReport:
    """Shows diagnostics. `lines` gives the source lines of a file, or none where it could not be read."""

    lines: Callable[[str], list[str]]
    paint: Paint

    def show(self, diagnostic: Diagnostic) -> str:
        """One diagnostic, on several lines."""
        return "\n".join(self._show(diagnostic)) + "\n"

    def _show(self, diagnostic: Diagnostic) -> Iterator[str]:
        span = diagnostic.span
        color = self.paint.red if diagnostic.severity is Severity.ERROR else self.paint.yellow
        place = f"{visible(span.file)}:{span.line}:{span.column}: " if span else ""
        head = color(f"{diagnostic.severity}[{diagnostic.code}]")
        yield f"{place}{head}: {self.paint.bold(visible(diagnostic.message))}"
        places = [(span, "", color)] if span else []
        places += [(related.span, related.message, self.paint.blue) for related in diagnostic.related]
        gutter = max((len(str(shown.line)) for shown, _, _ in places), default=1)
        for shown, message, mark in places:
            yield from self._excerpt(shown, message, mark, gutter, titled=shown is not span)
        for line in diagnostic.help:
            yield f"{' ' * gutter} {self.paint.blue('=')} {visible(line)}"

    def _excerpt(
        self, span: Span, message: str, mark: Callable[[str], str], gutter: int, *, titled: bool
    ) -> Iterator[str]:
        lines = self.lines(span.file)
        bar = self.paint.blue("|")
        if titled:
            yield f"{' ' * gutter} {self.paint.blue('-->')} {visible(span.file)}:{span.line}:{span.column}"
        if not 0 < span.line <= len(lines):
            if message:
                yield f"{' ' * gutter} {bar} {visible(message)}"
            return
        source = lines[span.line - 1]
        start = span.column - 1
        end = span.end_column - 1 if span.end_line == span.line else len(source.rstrip())
        first = max(0, start - WIDEST // 2) if len(source) > WIDEST else 0
        before = visible(source[first:start].replace("\t", " "))
        marked = visible(source[start : max(end, start + 1)].replace("\t", " "))[: WIDEST - 8]
        shown = visible(source[first : first + WIDEST].replace("\t", " ")).rstrip()
        yield f"{self.paint.blue(f'{span.line:>{gutter}} |')} {shown}"
        carets = mark("^" * max(1, width(marked)))
        yield f"{' ' * gutter} {bar} {' ' * width(before)}{carets}{f' {visible(message)}' if message else ''}"


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """How many errors and warnings there are, in words."""
    counts = [
        (sum(diagnostic.severity is severity for diagnostic in diagnostics), severity.value) for severity in Severity
    ]
    return " and ".join(f"{count} {word}{'s' if count > 1 else ''}" for count, word in counts if count)
