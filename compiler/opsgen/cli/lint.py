"""`opsgen lint`: everything there is to say about specs. It runs, fetches and writes nothing that is the project's."""

from __future__ import annotations

import sys

from opsgen.cli.guard import CLEAN, FINDINGS, USAGE
from opsgen.cli.specs import locate
from opsgen.cli.unchanged import verdict

TYPE_CHECKING = False  # typing takes longer to import than a cached answer
if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsgen.pipeline import Analysis


def lint(files: Sequence[str], *, cached: bool = True) -> int:
    """Lint each spec; the worst result is the exit code."""
    found = [locate(file) for file in files] if files else [locate(None)]
    codes = [_lint(spec, cached=cached) for spec in dict.fromkeys(found) if spec is not None]
    return max(codes, default=USAGE) if None not in found else USAGE


def _lint(spec: str, *, cached: bool) -> int:
    if not cached or verdict.known_clean(spec) is None:
        analysis = _analyse(spec, cached=cached)
        report(analysis)
        if analysis.diagnostics:
            return FINDINGS if analysis.failed else CLEAN
    print(f"{spec}: no problems")
    return CLEAN


def _analyse(spec: str, *, cached: bool) -> Analysis:
    import gc
    import time

    gc.disable()  # the process is short, and the trees are large
    since = time.time()
    from pathlib import Path

    from opsgen.pipeline import analyse

    analysis = analyse(Path(spec))
    if cached:
        verdict.keep(spec, analysis, since)
    return analysis


def report(analysis: Analysis) -> None:
    """Print an analysis's diagnostics and their number."""
    if not analysis.diagnostics:
        return
    from opsgen.report.paint import Paint
    from opsgen.report.text import TextReport, summary

    text = TextReport(analysis.lines, Paint.of(sys.stdout))
    for diagnostic in analysis.diagnostics:
        print(text.show(diagnostic))
    print(summary(analysis.diagnostics))
