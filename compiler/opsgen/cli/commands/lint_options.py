"""`opsgen lint` with options: formats, fixes, changed files, standard input and `--watch`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from opsgen import SPEC_FILE
from opsgen.cli import stdin
from opsgen.cli.commands.lint import analysed
from opsgen.cli.lint_view import failed
from opsgen.cli.selection import Selection
from opsgen.cli.specs import can_be_named
from opsgen.compile.pipeline import analyse
from opsgen.exit_codes import CLEAN, FINDINGS, USAGE
from opsgen.report.lint.result import diagnostics_of
from opsgen.report.lint.text import summary
from opsgen.source.access import resolved

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from opsgen.cli.lint_view import LintView
    from opsgen.compile.pipeline import Analysis
    from opsgen.report.lint.result import LintResult
    from opsgen.source.includes import Inputs


class Fixes(NamedTuple):
    """How to fix specs."""

    diff: bool
    """Whether to print a diff and write nothing."""
    unsafe: bool
    """Whether to apply fixes that are only likely what was meant."""


class LintOptions(NamedTuple):
    """How to lint specs."""

    view: LintView
    selection: Selection = Selection()
    fixes: Fixes | None = None
    stdin_filename: str | None = None
    """The file that standard input replaces."""
    watch: bool = False
    """Whether to lint again whenever a file changes."""


def lint_with(files: Sequence[str], options: LintOptions) -> int:
    """Lint specs; the exit code depends on the findings shown. The file `-` is standard input."""
    if contradiction := _contradiction(files, options):
        print(f"opsgen: {contradiction}", file=sys.stderr)
        return USAGE
    if not options.view.is_known():
        return USAGE
    if stdin.STDIN in files:
        return _lint_stdin(options)
    specs = options.selection.specs(files)
    if specs is None:
        return USAGE
    if options.fixes:
        return _fix(specs, options.fixes, options.view)
    if options.watch:
        from opsgen.cli.watch import watch

        watch(lambda: _inputs(specs, options.view))
    return _show({spec: analysed(spec) for spec in specs}, options.view)


def _contradiction(files: Sequence[str], options: LintOptions) -> str | None:
    """Why these options cannot be combined."""
    is_text = options.view.format == "text"
    if stdin.STDIN in files and (len(files) > 1 or options.selection.is_given or options.fixes or options.watch):
        return "`-` must be the only argument, without --changed, --fix, --diff and --watch"
    if stdin.STDIN not in files and options.stdin_filename is not None:
        return "--stdin-filename needs the argument `-`"
    if options.fixes and options.watch:
        return "--watch cannot be combined with --fix or --diff"
    if options.view.statistics and not is_text:
        return f"--statistics cannot be combined with --format {options.view.format}"
    if options.fixes and options.fixes.diff and (options.view.statistics or not is_text):
        return "--diff prints only a patch; it cannot be combined with --format or --statistics"
    return None


def _lint_stdin(options: LintOptions) -> int:
    name = SPEC_FILE if options.stdin_filename is None else options.stdin_filename
    if not can_be_named(os.path.split(name)[1]):
        return USAGE
    data = stdin.read()
    if data is None:
        return USAGE
    spec = Path(name)
    return _show({name: analyse(spec, {resolved(spec): data})}, options.view)


def _fix(specs: Sequence[str], fixes: Fixes, view: LintView) -> int:
    from opsgen.cli.commands.fix import fix

    unwritten: dict[
        Path, bytes
    ] = {}  # With --diff, a file that two specs include is fixed once, although nothing is written.

    def wanted(spec: Path, overrides: Mapping[Path, bytes]) -> Analysis:
        return view.only(analyse(spec, {**unwritten, **overrides}))

    outcomes = {}
    for spec in specs:
        outcomes[spec] = fix(Path(spec), diff=fixes.diff, unsafe=fixes.unsafe, analyse=wanted)
        unwritten |= outcomes[spec].unwritten
    found = {spec: outcome.analysis for spec, outcome in outcomes.items()}
    code = _show(found, view, _count if fixes.diff else None)
    return max(code, *(outcome.code for outcome in outcomes.values()))


def _inputs(specs: Sequence[str], view: LintView) -> dict[str, list[Inputs]]:
    """Lint specs; returns the inputs of each."""
    found = {spec: analysed(spec) for spec in specs}
    _show(found, view)
    return {spec: analysis.inputs for spec, analysis in found.items()}


def _show(found: Mapping[str, Analysis], view: LintView, show: Callable[[list[LintResult]], None] | None = None) -> int:
    """Show the findings, with `show` or else as the view does; returns the exit code."""
    linted = [view.of(spec, analysis) for spec, analysis in found.items()]
    (show or view.show)(linted)
    return FINDINGS if failed(linted) else CLEAN


def _count(linted: list[LintResult]) -> None:
    """Print how many findings a patch would leave."""
    if rest := diagnostics_of(linted):
        print(f"{summary(rest)} would remain; `opsgen lint` shows them", file=sys.stderr)
