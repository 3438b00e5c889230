"""Lint a spec, apply fixes and lint it again, in memory, until nothing is left to fix."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from opsgen.fix.project import EditableProject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from opsgen.compile.pipeline import Analysis
    from opsgen.diagnostics.model import Diagnostic
    from opsgen.emit.rewrite import Rewrite

ROUNDS = 20
"""The maximum number of rounds: a fix may reveal another finding that has a fix."""


class FixedSpec(NamedTuple):
    """The fixed spec. It is not on the disk yet."""

    analysis: Analysis
    """The diagnostics of the fixed spec."""
    fixed: list[Diagnostic]
    """The fixed diagnostics, in the order of the fixes."""
    files: dict[str, Rewrite]
    """The changed files, by their name in spans."""


def apply_fixes(
    spec: Path, analyse: Callable[[Path, Mapping[Path, bytes]], Analysis], *, unsafe: bool = False
) -> FixedSpec:
    """Apply the safe fixes of the diagnostics that `analyse` returns, and the unsafe ones if requested."""
    analysis = analyse(spec, {})
    project = EditableProject(spec.parent, analysis.sources[0].inputs)
    fixed: list[Diagnostic] = []
    for _ in range(ROUNDS):
        applied = project.apply(_fixable(analysis.diagnostics, unsafe=unsafe))
        if not applied:
            break
        fixed += applied
        analysis = analyse(spec, project.contents())
    return FixedSpec(analysis, fixed, project.changed())


def _fixable(diagnostics: Iterable[Diagnostic], *, unsafe: bool) -> list[Diagnostic]:
    return [each for each in diagnostics if each.fix and (each.fix.safe or unsafe)]
