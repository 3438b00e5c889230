"""`opsgen lint` with options: of what, shown how, mended or not, and how often."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from opsgen import SPEC_FILE
from opsgen.cli import stdin
from opsgen.cli.commands.lint import analysed
from opsgen.cli.exit_codes import CLEAN, FINDINGS, USAGE
from opsgen.cli.lint_view import failed
from opsgen.cli.specs import can_be_named, locate
from opsgen.compile.pipeline import analyse
from opsgen.report.lint.result import diagnostics_of
from opsgen.report.lint.text import summary
from opsgen.source.access import resolved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from opsgen.cli.lint_view import LintView
    from opsgen.compile.pipeline import Analysis
    from opsgen.report.lint.result import LintResult
    from opsgen.source.inputs import Inputs


class Fixes(NamedTuple):
    """How specs are to be mended."""

    diff: bool
    """Whether only a difference is shown."""
    unsafe: bool
    """Whether also what is only likely meant is written."""


class LintOptions(NamedTuple):
    """How specs are to be linted."""

    view: LintView
    changed: bool = False
    """Whether the files are what was changed, so that the specs of their projects are meant."""
    fixes: Fixes | None = None
    stdin_filename: str | None = None
    """In the place of which file the spec stands that comes in through stdin."""
    again: bool = False
    """Whether it goes on whenever a file changes."""


def lint_with(files: Sequence[str], how: LintOptions) -> int:
    """Lint specs; the exit code counts what is shown. The file `-` is what comes in through stdin."""
    if contradiction := _contradiction(files, how):
        print(f"opsgen: {contradiction}", file=sys.stderr)
        return USAGE
    if not how.view.is_known():
        return USAGE
    if stdin.STDIN in files:
        return _lint_stdin(how)
    given: Sequence[str | None] = files or [None]
    found = list(_of_changed(files)) if how.changed else [locate(file) for file in given]
    specs = [spec for spec in dict.fromkeys(found) if spec is not None]
    if len(specs) < len(set(found)):
        return USAGE
    if how.fixes:
        return _fix(specs, how.fixes, how.view)
    if how.again:
        from opsgen.cli.watch import watch

        watch(lambda: _inputs(specs, how.view))
    return _show({spec: analysed(spec) for spec in specs}, how.view)


def _contradiction(files: Sequence[str], how: LintOptions) -> str | None:
    """Why what was asked for does not go together."""
    is_text = how.view.format == "text"
    if stdin.STDIN in files and (len(files) > 1 or how.changed or how.fixes or how.again):
        return "`-` is linted alone, once, and as it is"
    if stdin.STDIN not in files and how.stdin_filename is not None:
        return "--stdin-filename names what comes in through `-`, which is not asked for"
    if how.fixes and how.again:
        return "--watch only looks, and mends nothing; run --fix by itself"
    if how.view.statistics and not is_text:
        return f"--statistics are text, and --format {how.view.format} is not"
    if how.fixes and how.fixes.diff and (how.view.statistics or not is_text):
        return "--diff prints a patch and nothing else; run --format or --statistics by itself"
    return None


def _lint_stdin(how: LintOptions) -> int:
    name = SPEC_FILE if how.stdin_filename is None else how.stdin_filename
    if not can_be_named(os.path.split(name)[1]):
        return USAGE
    data = stdin.read()
    if data is None:
        return USAGE
    spec = Path(name)
    return _show({name: analyse(spec, {resolved(spec): data})}, how.view)


def _fix(specs: Sequence[str], fixes: Fixes, view: LintView) -> int:
    from opsgen.cli.commands.fix import fix

    unwritten: dict[Path, bytes] = {}  # What specs share is mended once, although nothing is written.

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
    """Lint specs, and tell what each was read from."""
    found = {spec: analysed(spec) for spec in specs}
    _show(found, view)
    return {spec: analysis.inputs for spec, analysis in found.items()}


def _show(found: Mapping[str, Analysis], view: LintView, show: Callable[[list[LintResult]], None] | None = None) -> int:
    """Show what was found, as the view does unless told otherwise; the exit code counts it."""
    linted = [view.of(spec, analysis) for spec, analysis in found.items()]
    (show or view.show)(linted)
    return FINDINGS if failed(linted) else CLEAN


def _count(linted: list[LintResult]) -> None:
    """Say beside a patch how much it leaves."""
    if rest := diagnostics_of(linted):
        print(f"{summary(rest)} would remain; `opsgen lint` tells of them", file=sys.stderr)


def _of_changed(files: Sequence[str]) -> Iterator[str]:
    """The specs of the projects that files belong to: the nearest `opsgen.yaml` beside them or above, down to here."""
    for file in files:
        beside = (folder / SPEC_FILE for folder in _folders_of(file))
        spec = next((spec for spec in beside if spec.is_file()), None)
        if spec is not None:
            yield str(spec)


def _folders_of(file: str) -> Iterator[Path]:
    """The folders that a file lies in, as far as its path names them."""
    for folder in Path(os.path.normpath(file)).parents:
        yield folder
        if folder.name == os.pardir:
            return  # What precedes `..` is not above it.
