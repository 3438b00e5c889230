"""Writing the files of a build, or comparing them with the output folder, and printing the result."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from opsgen.exit_codes import CLEAN, FINDINGS
from opsgen.terminal.verbosity import detail, note

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from opsgen import emit
    from opsgen.compile.pipeline import Analysis
    from opsgen.diagnostics.model import Diagnostic
    from opsgen.graph import ProjectGraph

UNCHANGED = "0 written, 0 changed, 0 removed, {} unchanged"


def up_to_date(files: int) -> str:
    return "1 file is up to date" if files == 1 else f"{files} files are up to date"


class OutputFolder(NamedTuple):
    """Where the files of a build go."""

    root: Path
    owner: emit.Owner
    protected: Collection[Path]
    """The inputs of the build, which it must not overwrite."""
    kept: Collection[str]
    """Files of earlier builds that this one leaves as they are."""


def owner(project: ProjectGraph) -> emit.Owner:
    from functools import partial

    from opsgen.backends import header
    from opsgen.emit import Owner

    return Owner(project.name, header.is_artifact, partial(header.can_produce, project=project))


def protected(analysis: Analysis, spec: Path) -> list[Path]:
    """The inputs of the build, which it must not overwrite."""
    from opsgen import LOCKFILE

    return [*map(Path, analysis.files), spec, spec.parent / LOCKFILE]


def write(files: Sequence[emit.OutputFile], target: OutputFolder, *, force: bool) -> int:
    """Write these files into the folder, and print which of them changed."""
    from opsgen import emit
    from opsgen.terminal.color import Colors
    from opsgen.terminal.escape import visible

    result = emit.write(files, target.root, target.owner, force=force, protected=target.protected, keep=target.kept)
    if result.diagnostics:
        return _refuse(result.diagnostics, target)
    paint = Colors.of(sys.stdout)
    colors = {
        emit.FileChange.WRITTEN: paint.green,
        emit.FileChange.CHANGED: paint.yellow,
        emit.FileChange.REMOVED: paint.red,
    }
    for path, change in result.changes:
        if change is emit.FileChange.UNCHANGED:
            detail(f"{change:9} {path}")
        else:
            note(f"{colors[change](f'{change:9}')} {visible(path)}")
    note(_counted(result.changes))
    return CLEAN


def compare(files: Sequence[emit.OutputFile], target: OutputFolder) -> int:
    """Print how the folder differs from these files, and which files a build would refuse to overwrite."""
    from opsgen import emit
    from opsgen.diagnostics.secret_patterns import mask
    from opsgen.terminal.escape import visible

    result = emit.check(files, target.root, target.owner, protected=target.protected, keep=target.kept)
    difference = visible("\n".join(map(mask, result.diff.split("\n"))), keep="\n\t")
    if result.diagnostics:
        return _refuse(result.diagnostics, target, difference)
    if result.clean:
        note(up_to_date(len(files)))
        return CLEAN
    print(difference, end="")
    print(f"{_counted(result.changes)}; run opsgen build")
    return FINDINGS


def _refuse(diagnostics: Sequence[Diagnostic], target: OutputFolder, difference: str = "") -> int:
    from opsgen.report.lint.text import TextReport, summary
    from opsgen.terminal.color import Colors

    text = TextReport(lambda _file: [], Colors.of(sys.stdout))
    for diagnostic in diagnostics:
        print(text.show(from_here(diagnostic, target.root)))
    print(difference, end="")
    print(f"{summary(diagnostics)}; nothing was written")
    return FINDINGS


def from_here(diagnostic: Diagnostic, root: Path) -> Diagnostic:
    """Paths in these diagnostics are relative to the output folder; people need them relative to their own."""
    span = diagnostic.span
    if span is None:
        return diagnostic
    file = root / span.file
    try:
        shown = os.path.relpath(file)
    except ValueError:  # another drive of Windows
        shown = str(file)
    return diagnostic._replace(span=span._replace(file=shown.replace(os.sep, "/")))


def _counted(changes: Sequence[tuple[str, emit.FileChange]]) -> str:
    from collections import Counter

    from opsgen.emit import FileChange

    counts = Counter(change for _path, change in changes)
    return ", ".join(f"{counts[change]} {change}" for change in FileChange)
