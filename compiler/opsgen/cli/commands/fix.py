"""`opsgen lint --fix`: applies fixes to a spec, before lint reports the rest."""

from __future__ import annotations

import sys
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from opsgen.cli.diagnostics import hide_secrets
from opsgen.exit_codes import CLEAN, FINDINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from opsgen.compile.pipeline import Analysis
    from opsgen.fix.apply import FixedSpec


class FixOutcome(NamedTuple):
    """The result of fixing a spec, and the exit code before the remaining findings count."""

    analysis: Analysis
    """The remaining findings, of the spec as it is now or would be."""
    code: int
    unwritten: Mapping[Path, bytes] = MappingProxyType({})
    """The new contents of files of which only the diff was printed."""


def fix(
    spec: Path,
    *,
    diff: bool = False,
    unsafe: bool = False,
    analyse: Callable[[Path, Mapping[Path, bytes]], Analysis] | None = None,
) -> FixOutcome:
    """Apply fixes, or with `diff` print what they would change. The list of fixes goes to standard error.

    `analyse` finds the fixes: the pipeline's function, unless only some codes are selected.
    """
    from opsgen.cli import patch, user_files
    from opsgen.compile import pipeline
    from opsgen.emit.atomic_file import clear
    from opsgen.fix.apply import apply_fixes

    analyse_spec = analyse or pipeline.analyse

    def found(spec: Path, overrides: Mapping[Path, bytes]) -> Analysis:
        analysis = analyse_spec(spec, overrides)
        hide_secrets(analysis)
        return analysis

    result = apply_fixes(spec, found, unsafe=unsafe)
    if diff:
        patch.show(result.files)
    elif failed := user_files.write(list(result.files.values())):
        print(f"opsgen: nothing was fixed: {failed}", file=sys.stderr)
        return FixOutcome(analyse_spec(spec, {}), FINDINGS)
    else:
        for name in result.analysis.sources[0].inputs.files:
            clear(spec.parent / name)
    for line in _lines(result, "would fix" if diff else "fixed"):
        print(line, file=sys.stderr)
    unwritten = {file.path: file.new for file in result.files.values()} if diff else {}
    return FixOutcome(
        _without_failed_fixes(result.analysis, unsafe=unsafe), FINDINGS if unwritten else CLEAN, unwritten
    )


def _without_failed_fixes(analysis: Analysis, *, unsafe: bool) -> Analysis:
    """Without the fixes that were tried and failed, such as those of a value behind a YAML alias."""
    return analysis._replace(
        diagnostics=[
            each._replace(fix=None) if each.fix and (each.fix.safe or unsafe) else each for each in analysis.diagnostics
        ]
    )


def _lines(result: FixedSpec, did: str) -> Iterator[str]:
    """A line for each problem that was fixed, and one with their number."""
    from opsgen.report.lint.concise import place
    from opsgen.terminal.escape import safe

    for each in result.fixed:
        if each.fix and each.span:
            yield f"{place(each.span)}: {did} {each.code}: {safe(each.fix.does)}"
    problems, files = len(result.fixed), len(result.files)
    if problems:
        yield f"{did} {problems} problem{'s' * (problems > 1)} in {files} file{'s' * (files > 1)}"
