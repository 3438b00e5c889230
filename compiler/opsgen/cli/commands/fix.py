"""What `opsgen lint --fix` does to a spec before it says what remains."""

from __future__ import annotations

import sys
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from opsgen.cli.diagnostics import hide_secrets
from opsgen.cli.exit_codes import CLEAN, FINDINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from opsgen.compile.pipeline import Analysis
    from opsgen.fix.apply import FixedSpec


class FixOutcome(NamedTuple):
    """What became of a spec, and the exit code before what remains is looked at."""

    analysis: Analysis
    """What remains: of the spec as it is now, or as it would be."""
    code: int
    unwritten: Mapping[Path, bytes] = MappingProxyType({})
    """What files would hold of which only the difference was shown."""


def fix(
    spec: Path,
    *,
    diff: bool = False,
    unsafe: bool = False,
    analyse: Callable[[Path, Mapping[Path, bytes]], Analysis] | None = None,
) -> FixOutcome:
    """Mend what can be, or with `diff` print what that would change; what was mended goes to the standard error.

    `analyse` finds what there is to mend; it is the pipeline's, unless only some of that is wanted.
    """
    from opsgen.cli import patch, user_files
    from opsgen.compile import pipeline
    from opsgen.emit.atomic_file import clear
    from opsgen.fix.apply import apply_fixes

    look = analyse or pipeline.analyse

    def found(spec: Path, overrides: Mapping[Path, bytes]) -> Analysis:
        analysis = look(spec, overrides)
        hide_secrets(analysis)
        return analysis

    mended = apply_fixes(spec, found, unsafe=unsafe)
    if diff:
        patch.show(mended.files)
    elif failed := user_files.write(list(mended.files.values())):
        print(f"opsgen: nothing was fixed: {failed}", file=sys.stderr)
        return FixOutcome(look(spec, {}), FINDINGS)
    else:
        for name in mended.analysis.sources[0].inputs.files:
            clear(spec.parent / name)
    for line in _told(mended, "would fix" if diff else "fixed"):
        print(line, file=sys.stderr)
    unwritten = {file.path: file.new for file in mended.files.values()} if diff else {}
    return FixOutcome(_promising_less(mended.analysis, unsafe=unsafe), FINDINGS if unwritten else CLEAN, unwritten)


def _promising_less(analysis: Analysis, *, unsafe: bool) -> Analysis:
    """Without the fixes that were tried and cannot be made, as where an alias repeats what they would change."""
    return analysis._replace(
        diagnostics=[
            each._replace(fix=None) if each.fix and (each.fix.safe or unsafe) else each for each in analysis.diagnostics
        ]
    )


def _told(mended: FixedSpec, did: str) -> Iterator[str]:
    """A line for each problem that was mended, and one for all."""
    from opsgen.report.lint.concise import place
    from opsgen.terminal.escape import safe

    for each in mended.fixed:
        if each.fix and each.span:
            yield f"{place(each.span)}: {did} {each.code}: {safe(each.fix.does)}"
    problems, files = len(mended.fixed), len(mended.files)
    if problems:
        yield f"{did} {problems} problem{'s' * (problems > 1)} in {files} file{'s' * (files > 1)}"
