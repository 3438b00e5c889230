"""Diagnostics for people: one greppable line, the place in the source, related places, and help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Severity
from opsgen.report.lint.concise import place
from opsgen.report.lint.excerpt import Excerpt
from opsgen.terminal.escape import named, safe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from opsgen.diagnostics.model import Diagnostic, Span
    from opsgen.report.lint.result import LintResult
    from opsgen.terminal.color import Colors


MOST_RELATED = 10
"""The maximum number of related places to show."""


@dataclass(frozen=True, slots=True)
class TextReport:
    """Shows diagnostics. `lines` returns the source lines of a file, or none if it could not be read."""

    lines: Callable[[str], list[str]]
    colors: Colors

    def show(self, diagnostic: Diagnostic) -> str:
        """Return one diagnostic, on several lines."""
        return "\n".join(self._show(diagnostic)) + "\n"

    def _show(self, diagnostic: Diagnostic) -> Iterator[str]:
        span, secret = diagnostic.span, diagnostic.span if diagnostic.secret else None
        color = self.colors.red if diagnostic.severity is Severity.ERROR else self.colors.yellow
        head = color(f"{diagnostic.severity}[{diagnostic.code}]")
        yield f"{f'{place(span)}: ' if span else ''}{head}: {self.colors.bold(safe(diagnostic.message))}"
        shown, more = diagnostic.related[:MOST_RELATED], len(diagnostic.related) - MOST_RELATED
        spans = [*([span] if span else []), *(related.span for related in shown)]
        gutter = " " * max((len(str(each.line)) for each in spans), default=1)
        if span:
            yield from self._excerpt(span, "", color, gutter, secret)
        for related in shown:
            yield f"{gutter} {self.colors.blue('-->')} {place(related.span)}"
            yield from self._excerpt(related.span, safe(related.message), self.colors.blue, gutter, secret)
        if more > 0:
            yield f"{gutter} {self.colors.blue('-->')} and {more} more"
        for line in diagnostic.help:
            yield f"{gutter} {self.colors.blue('=')} {safe(line)}"
        if diagnostic.fix:
            flags = "--fix" if diagnostic.fix.safe else "--fix --unsafe-fixes"
            yield f"{gutter} {self.colors.blue('=')} fixable with `opsgen lint {flags}`"

    def _excerpt(
        self, span: Span, message: str, mark: Callable[[str], str], gutter: str, secret: Span | None
    ) -> Iterator[str]:
        bar = f"{gutter} {self.colors.blue('|')}"
        excerpt = Excerpt.of(span, self.lines(span.file), secret)
        if excerpt:
            yield f"{self.colors.blue(f'{span.line:>{len(gutter)}} |')} {excerpt.text}"
            yield f"{bar} {' ' * excerpt.before}{mark('^' * excerpt.marked)} {message}".rstrip()
        elif message:
            yield f"{bar} {message}"


def show(linted: Sequence[LintResult], colors: Colors) -> str:
    """Return all specs, each with its diagnostics and their number."""
    texts = (written(each.diagnostics, each.lines, colors) for each in linted)
    return "".join(text or f"{named(each.spec)}: no problems\n" for each, text in zip(linted, texts, strict=True))


def written(diagnostics: Sequence[Diagnostic], lines: Callable[[str], list[str]], colors: Colors) -> str:
    """Return all diagnostics and their number; empty if there are none."""
    if not diagnostics:
        return ""
    report = TextReport(lines, colors)
    return "\n".join([*map(report.show, diagnostics), summary(diagnostics), ""])


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """Return the numbers of errors and warnings, such as `1 error and 2 warnings`."""
    counts = [
        (sum(diagnostic.severity is severity for diagnostic in diagnostics), severity.value) for severity in Severity
    ]
    return " and ".join(f"{count} {word}{'s' if count > 1 else ''}" for count, word in counts if count)
