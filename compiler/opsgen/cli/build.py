"""`opsgen build`: a spec becomes artifacts on disk, all of them or none."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from opsgen.cli.guard import CLEAN, FINDINGS, USAGE, BugError
from opsgen.cli.lint import report
from opsgen.cli.specs import find

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from opsgen import emit
    from opsgen.diagnostics import Diagnostic
    from opsgen.graph import Project
    from opsgen.pipeline import Analysis, Output


def build(spec: Path | None, environments: Sequence[str], output: Path | None, *, check: bool, force: bool) -> int:
    """Compile a spec and write, or with `check` compare, what it gives."""
    path = find(spec)
    if path is None:
        return USAGE
    from opsgen import pipeline

    analysis = pipeline.analyse(path)
    report(analysis)
    project = analysis.project
    if project is None:
        return FINDINGS
    if unknown := unknown_environment(environments, project):
        print(f"opsgen: {unknown}", file=sys.stderr)
        return USAGE
    files, kept = _select(_made(project), environments)
    root = output or path.parent
    protected = _protected(analysis, path)
    if check:
        return _check(files, root, protected, kept)
    return _write(files, root, protected, kept, force=force)


def _made(project: Project) -> list[Output]:
    from opsgen import pipeline

    made = pipeline.make(project)
    if made.problems:
        raise BugError("\n".join(f"{each.path}:{each.line or 1}: {each.message}" for each in made.problems))
    for line in dict.fromkeys(made.unverified):
        print(line, file=sys.stderr)
    return made.files


def unknown_environment(environments: Sequence[str], project: Project) -> str | None:
    """Why one of the names is no environment of the project."""
    from opsgen.near import did_you_mean, listed

    known = [environment.name for environment in project.environments]
    for name in environments:
        if name not in known:
            help_ = did_you_mean(name, known) or (f"the spec's environments are {listed(known)}",)
            return f"there is no environment `{name}`; {help_[0]}"
    return None


def _select(made: Sequence[Output], environments: Sequence[str]) -> tuple[list[emit.File], list[str]]:
    """The files of these environments, and the paths of those that are left as they are."""
    from opsgen.emit import File

    def selected(file: Output) -> bool:
        return not environments or file.environment in (None, *environments)

    files = [File(file.path, file.content) for file in made if selected(file)]
    return files, [file.path for file in made if not selected(file)]


def _protected(analysis: Analysis, spec: Path) -> list[Path]:
    from pathlib import Path

    from opsgen import lock

    return [*map(Path, analysis.files), spec, spec.parent / lock.FILE]


def _write(
    files: list[emit.File], root: Path, protected: Collection[Path], kept: Collection[str], *, force: bool
) -> int:
    from opsgen import emit
    from opsgen.report.paint import Paint
    from opsgen.report.visible import visible

    result = emit.write(files, root, force=force, protected=protected, keep=kept)
    if result.diagnostics:
        return _refused(result.diagnostics)
    paint = Paint.of(sys.stdout)
    colors = {emit.Change.WRITTEN: paint.green, emit.Change.CHANGED: paint.yellow, emit.Change.REMOVED: paint.red}
    for path, change in result.changes:
        if change is not emit.Change.UNCHANGED:
            print(f"{colors[change](f'{change:9}')} {visible(path)}")
    print(_counted(result.changes))
    return CLEAN


def _check(files: list[emit.File], root: Path, protected: Collection[Path], kept: Collection[str]) -> int:
    from opsgen import emit
    from opsgen.report.visible import visible

    result = emit.check(files, root, protected=protected, keep=kept)
    if result.diagnostics:
        return _refused(result.diagnostics)
    if result.clean:
        print(f"{len(files)} files are what the spec gives")
        return CLEAN
    print(visible(result.diff, keep="\n\t"), end="")
    print(f"{_counted(result.changes)}; run opsgen build")
    return FINDINGS


def _refused(diagnostics: Sequence[Diagnostic]) -> int:
    from opsgen.report.paint import Paint
    from opsgen.report.text import TextReport, summary

    text = TextReport(lambda _file: [], Paint.of(sys.stdout))
    for diagnostic in diagnostics:
        print(text.show(diagnostic))
    print(f"{summary(diagnostics)}; nothing was written")
    return FINDINGS


def _counted(changes: Sequence[tuple[str, emit.Change]]) -> str:
    from collections import Counter

    from opsgen.emit import Change

    counts = Counter(change for _path, change in changes)
    return ", ".join(f"{counts[change]} {change}" for change in Change)
