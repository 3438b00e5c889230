"""`opsgen lint` with options: of what, shown how, and how often."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from opsgen.cli.guard import CLEAN, FINDINGS, USAGE
from opsgen.cli.lint import analysed
from opsgen.cli.specs import SPEC_FILE, can_be_named, locate
from opsgen.cli.view import failed
from opsgen.cli.watch import watch
from opsgen.pipeline import analyse
from opsgen.source.paths import resolved

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.cli.view import View
    from opsgen.pipeline import Analysis

STDIN = "-"


def lint_as(
    files: Sequence[str], view: View, *, changed: bool = False, stdin_filename: str | None = None, again: bool = False
) -> int:
    """Lint specs; the exit code counts what is shown.

    With `changed`, the files are what was changed, and the specs of their projects are linted. `-` is a spec that
    comes in through stdin in the place of `stdin_filename`. With `again`, it goes on whenever a file changes.
    """
    if not view.is_known():
        return USAGE
    if STDIN in files:
        return _lint_stdin(files, view, stdin_filename or SPEC_FILE)
    given: Sequence[str | None] = files or [None]
    found = list(_of_changed(files)) if changed else [locate(file) for file in given]
    specs = [spec for spec in dict.fromkeys(found) if spec is not None]
    if len(specs) < len(set(found)):
        return USAGE
    if again:
        watch(lambda: {spec: analysis.inputs for spec, analysis in _show(specs, view).items()})
    return _code(_show(specs, view), view)


def _lint_stdin(files: Sequence[str], view: View, name: str) -> int:
    if len(files) > 1:
        print("opsgen: `-` stands alone: only one spec can come in", file=sys.stderr)
        return USAGE
    if not can_be_named(Path(name).name):
        return USAGE
    spec = Path(name)
    analysis = analyse(spec, {resolved(spec): sys.stdin.buffer.read()})
    view.show([view.of(name, analysis)])
    return _code({name: analysis}, view)


def _show(specs: Sequence[str], view: View) -> dict[str, Analysis]:
    found = {spec: analysed(spec) for spec in specs}
    view.show([view.of(spec, analysis) for spec, analysis in found.items()])
    return found


def _code(found: dict[str, Analysis], view: View) -> int:
    return FINDINGS if failed(view.of(spec, analysis) for spec, analysis in found.items()) else CLEAN


def _of_changed(files: Sequence[str]) -> Iterator[str]:
    """The specs of the projects that files belong to: the nearest `opsgen.yaml` beside them or above, down to here."""
    for file in files:
        beside = (folder / SPEC_FILE for folder in Path(file).parents)
        spec = next((spec for spec in beside if spec.is_file()), None)
        if spec is not None:
            yield str(spec)
