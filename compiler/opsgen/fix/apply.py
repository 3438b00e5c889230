"""A spec is linted, mended and linted again, in memory, until nothing is left that can be mended."""

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
"""How often what was mended may show something else to mend."""


class FixedSpec(NamedTuple):
    """What became of a spec: nothing of it is on the disk yet."""

    analysis: Analysis
    """Of the spec as it would then be."""
    fixed: list[Diagnostic]
    """What was mended, in the order in which that was done."""
    files: dict[str, Rewrite]
    """The files that change, by their name in spans."""


def apply_fixes(
    spec: Path, analyse: Callable[[Path, Mapping[Path, bytes]], Analysis], *, unsafe: bool = False
) -> FixedSpec:
    """Apply the safe fixes of what `analyse` says of a spec, and the others too if asked to."""
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
