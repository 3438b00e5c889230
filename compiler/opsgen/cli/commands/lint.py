"""`opsgen lint` without options. It runs nothing, fetches nothing and writes nothing to the project."""

from __future__ import annotations

from opsgen.cli.diagnostics import hide_secrets, print_analysis
from opsgen.cli.specs import locate, shown
from opsgen.exit_codes import CLEAN, FINDINGS, USAGE
from opsgen.terminal.verbosity import detail, note

TYPE_CHECKING = False  # typing takes longer to import than a cached answer
if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsgen.cache.lint_results import CachedLint
    from opsgen.compile.pipeline import Analysis


def lint(files: Sequence[str], *, cached: bool = True) -> int:
    """Lint each spec and print the findings as text; the worst result is the exit code."""
    found = [locate(file) for file in files] if files else [locate(None)]
    # Nothing is printed before the secrets of all specs are known, since one spec may repeat a secret of another.
    results = [_result(spec, cached=cached) for spec in dict.fromkeys(found) if spec is not None]
    codes = [_print(spec, known, analysis) for spec, known, analysis in results]
    return max(codes, default=USAGE) if None not in found else USAGE


def _result(spec: str, *, cached: bool) -> tuple[str, CachedLint | None, Analysis | None]:
    known = _known(spec) if cached else None
    return spec, known, None if known else analysed(spec, cached=cached)


def _known(spec: str) -> CachedLint | None:
    from opsgen.cache import lint_results

    return lint_results.known(spec)


def _print(spec: str, known: CachedLint | None, analysis: Analysis | None) -> int:
    if analysis:
        print_analysis(analysis)
    if not (analysis.diagnostics if analysis else known and known.repeat()):
        note(f"{shown(spec)}: no problems")
    if known:
        detail(f"{spec}: unchanged, result taken from the cache")
    return FINDINGS if analysis and analysis.failed else CLEAN


def analysed(spec: str, *, cached: bool = False) -> Analysis:
    """The analysis of a spec; with `cached`, it is put in the cache unless it has an error."""
    import gc
    import time

    gc.disable()  # The process is short and its trees are large: collecting would cost more than it frees.
    since = time.time()
    from pathlib import Path

    from opsgen.compile.pipeline import analyse

    analysis = analyse(Path(spec))
    hide_secrets(analysis)
    for file in analysis.files:
        detail(f"read {file}")
    if cached:
        from opsgen.cache import lint_results

        lint_results.keep(spec, analysis, since)
    return analysis
