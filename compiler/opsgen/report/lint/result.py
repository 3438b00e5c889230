"""What reports are made of: a spec and what was found in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from opsgen.compile.suppressions.apply import Ignored
    from opsgen.diagnostics.model import Diagnostic


class LintResult(NamedTuple):
    """One spec. `lines` gives the source lines of a file, or none where it could not be read."""

    spec: str
    diagnostics: Sequence[Diagnostic]
    ignored: Sequence[Ignored]
    lines: Callable[[str], list[str]]


def diagnostics_of(linted: Iterable[LintResult]) -> list[Diagnostic]:
    """What was found in all of them; what stands in a file that several specs include, once."""
    return list(dict.fromkeys(diagnostic for each in linted for diagnostic in each.diagnostics))
