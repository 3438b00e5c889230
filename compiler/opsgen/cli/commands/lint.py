"""`opsgen lint`: everything there is to say about specs. It runs, fetches and writes nothing that is the project's."""

from __future__ import annotations

from opsgen.cache import lint_results
from opsgen.cli.exit_codes import CLEAN, FINDINGS, USAGE
from opsgen.cli.specs import locate, shown
from opsgen.diagnostics.known_secrets import remember

TYPE_CHECKING = False  # typing takes longer to import than a cached answer
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from opsgen.compile.pipeline import Analysis
    from opsgen.diagnostics.model import Diagnostic


def lint(files: Sequence[str], *, cached: bool = True) -> int:
    """Lint each spec, and print what there is to say for people; the worst result is the exit code."""
    found = [locate(file) for file in files] if files else [locate(None)]
    # Nothing is printed before the secrets of all specs are known.
    results = [_result(spec, cached=cached) for spec in dict.fromkeys(found) if spec is not None]
    codes = [_told(spec, known, analysis) for spec, known, analysis in results]
    return max(codes, default=USAGE) if None not in found else USAGE


def _result(spec: str, *, cached: bool) -> tuple[str, lint_results.CachedLint | None, Analysis | None]:
    known = lint_results.known(spec) if cached else None
    return spec, known, None if known else analysed(spec, cached=cached)


def _told(spec: str, known: lint_results.CachedLint | None, analysis: Analysis | None) -> int:
    if analysis:
        report(analysis)
    if not (analysis.diagnostics if analysis else known and known.repeat()):
        print(f"{shown(spec)}: no problems")
    return FINDINGS if analysis and analysis.failed else CLEAN


def analysed(spec: str, *, cached: bool = False) -> Analysis:
    """The analysis of a spec; it is recorded where it is `cached` and has no error."""
    import gc
    import time

    gc.disable()  # the process is short, and the trees are large
    since = time.time()
    from pathlib import Path

    from opsgen.compile.pipeline import analyse

    analysis = analyse(Path(spec))
    hide_secrets(analysis)
    if cached:
        lint_results.keep(spec, analysis, since)
    return analysis


def hide_secrets(analysis: Analysis) -> None:
    """Let no secret of a spec be in anything that is printed from now on."""
    if analysis.diagnostics:  # otherwise there is nothing to print
        remember(analysis.secrets())


def report(analysis: Analysis) -> None:
    """Print an analysis's diagnostics for people, and their number."""
    hide_secrets(analysis)
    show(analysis.diagnostics, analysis.lines)


def show(diagnostics: Sequence[Diagnostic], lines: Callable[[str], list[str]]) -> None:
    """Print diagnostics for people, and their number. `lines` gives those of a file."""
    if diagnostics:
        import sys

        from opsgen.diagnostics.secret_patterns import in_text
        from opsgen.report.lint.text import written
        from opsgen.terminal.color import Colors

        for file in {diagnostic.span.file for diagnostic in diagnostics if diagnostic.span}:
            remember(in_text("\n".join(lines(file))))
        print(written(diagnostics, lines, Colors.of(sys.stdout)), end="")
