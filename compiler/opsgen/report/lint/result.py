"""The input of lint reports: a spec with its diagnostics."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from opsgen.compile.suppressions.apply import Ignored
    from opsgen.diagnostics.model import Diagnostic


class LintResult(NamedTuple):
    """One spec. `lines` returns the source lines of a file, or none if it could not be read."""

    spec: str
    diagnostics: Sequence[Diagnostic]
    ignored: Sequence[Ignored]
    lines: Callable[[str], list[str]]


def diagnostics_of(linted: Iterable[LintResult]) -> list[Diagnostic]:
    """Return the diagnostics of all specs. Those in a file that several specs include appear once."""
    return list(dict.fromkeys(diagnostic for each in linted for diagnostic in each.diagnostics))
