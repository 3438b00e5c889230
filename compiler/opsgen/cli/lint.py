"""`opsgen lint`: everything there is to say about specs; it runs, fetches and writes nothing."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

from opsgen.cli.guard import CLEAN, FINDINGS, USAGE
from opsgen.cli.specs import find

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from opsgen.pipeline import Analysis


def lint(files: Sequence[str]) -> int:
    """Lint each spec; the worst result is the exit code."""
    gc.disable()  # the process is short, and the trees are large
    found = [find(file) for file in files] if files else [find(None)]
    codes = [_lint(spec) for spec in dict.fromkeys(found) if spec is not None]
    return max(codes, default=USAGE) if None not in found else USAGE


def _lint(spec: Path) -> int:
    from opsgen.pipeline import analyse

    analysis = analyse(spec)
    report(analysis)
    if not analysis.diagnostics:
        print(f"{spec}: no problems")
    return FINDINGS if analysis.failed else CLEAN


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
