"""Printing diagnostics for people."""

from __future__ import annotations

from opsgen.diagnostics.known_secrets import remember

TYPE_CHECKING = False  # typing takes longer to import than a cached answer
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from opsgen.compile.pipeline import Analysis
    from opsgen.diagnostics.model import Diagnostic


def hide_secrets(analysis: Analysis) -> None:
    """Mask the secrets of a spec in everything that is printed from now on."""
    if analysis.diagnostics:  # otherwise nothing of the spec is printed
        remember(analysis.secrets())


def print_analysis(analysis: Analysis) -> None:
    """Print the diagnostics of an analysis and their number."""
    hide_secrets(analysis)
    print_diagnostics(analysis.diagnostics, analysis.lines)


def print_diagnostics(diagnostics: Sequence[Diagnostic], lines: Callable[[str], list[str]]) -> None:
    """Print diagnostics and their number. `lines` returns the lines of a file."""
    if diagnostics:
        import sys

        from opsgen.report.lint.text import written
        from opsgen.terminal.color import Colors

        hide_secrets_of_excerpts(diagnostics, lines)
        print(written(diagnostics, lines, Colors.of(sys.stdout)), end="")


def hide_secrets_of_excerpts(diagnostics: Iterable[Diagnostic], lines: Callable[[str], list[str]]) -> None:
    """Mask what looks like a secret in the source lines that a text report shows."""
    from opsgen.diagnostics.secret_patterns import in_text

    for file in {diagnostic.span.file for diagnostic in diagnostics if diagnostic.span}:
        remember(in_text("\n".join(lines(file))))
