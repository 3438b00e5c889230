"""Which findings to show, and in which format."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from opsgen.cli.diagnostics import hide_secrets, hide_secrets_of_excerpts
from opsgen.diagnostics.model import Severity
from opsgen.report.lint.result import LintResult
from opsgen.terminal.streams import for_programs
from opsgen.terminal.verbosity import is_quiet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from opsgen.compile.pipeline import Analysis
    from opsgen.diagnostics.model import Diagnostic


class LintView(NamedTuple):
    """Codes are given in full or by a common prefix."""

    format: str = "text"
    select: tuple[str, ...] = ()
    """The only codes to show; empty for all."""
    ignore: tuple[str, ...] = ()
    """The codes not to show."""
    statistics: bool = False
    """Whether to count findings by code instead of showing them."""

    def is_known(self) -> bool:
        """Whether all of its codes exist. Prints a message for each that does not."""
        from opsgen.compile.code_registry import codes_for
        from opsgen.diagnostics.suggest import did_you_mean

        named = (*self.select, *self.ignore)
        known = codes_for(named)
        unknown = [name for name in named if not any(code.startswith(name) for code in known)]
        for name in unknown:
            hint = did_you_mean(name.upper(), known) or ("docs/codes.md lists them",)
            print(f"opsgen: there is no code {name!a}; {hint[0]}", file=sys.stderr)
        return not unknown

    def of(self, spec: str, analysis: Analysis) -> LintResult:
        """The part of an analysis to show."""
        hide_secrets(analysis)
        wanted = self.only(analysis)
        return LintResult(spec, wanted.diagnostics, wanted.ignored, analysis.lines)

    def only(self, analysis: Analysis) -> Analysis:
        """An analysis with only the findings to show."""
        return analysis._replace(
            diagnostics=[each for each in analysis.diagnostics if self._shows(each)],
            ignored=[each for each in analysis.ignored if self._shows(each.diagnostic)],
        )

    def show(self, linted: Sequence[LintResult]) -> None:
        """Print it."""
        if self.statistics:
            print(_statistics(linted), end="")
            return
        from opsgen.report.formats import show
        from opsgen.terminal.color import Colors

        if self.format == "text":
            linted = [each for each in linted if each.diagnostics or not is_quiet()]
            for each in linted:
                hide_secrets_of_excerpts(each.diagnostics, each.lines)
        elif self.format != "concise":
            for_programs()
        print(show("lint", self.format, linted, Colors.of(sys.stdout)), end="")

    def _shows(self, diagnostic: Diagnostic) -> bool:
        code = diagnostic.code
        return (not self.select or code.startswith(self.select)) and not (self.ignore and code.startswith(self.ignore))


def failed(linted: Iterable[LintResult]) -> bool:
    """Whether any finding shown is an error."""
    return any(diagnostic.severity is Severity.ERROR for each in linted for diagnostic in each.diagnostics)


def _statistics(linted: Iterable[LintResult]) -> str:
    """How often each code was reported, the most frequent first."""
    from collections import Counter

    from opsgen.compile.code_registry import codes_for
    from opsgen.report.lint.result import diagnostics_of

    counts = Counter((each.code, each.severity) for each in diagnostics_of(linted))
    width = len(str(max(counts.values(), default=0)))
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    names = {name: code.name for name, code in codes_for(code for code, _ in counts).items()}
    return "".join(f"{count:>{width}} {code} {severity:7} {names.get(code, '')}\n" for (code, severity), count in rows)
