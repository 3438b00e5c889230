"""Writing the files of a build, or comparing them with the output folder, and printing the result."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

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
    outside: str | None = None
    """The folder outside of the output folder that workflows and actions go to, such as `../../.github`."""

    @classmethod
    def of(
        cls, project: ProjectGraph, analysis: Analysis, spec: Path, root: Path, kept: Collection[str]
    ) -> OutputFolder:
        """The output folder of a build of the spec."""
        owner, read = _owner(project, spec.parent), _protected(analysis, spec)
        return cls(root, owner, read, kept, outside(project, root, spec))

    @property
    def options(self) -> dict[str, Any]:
        """What the writer is called with, besides the files."""
        return {"outside": self.outside, "protected": self.protected, "keep": self.kept}


def outside(project: ProjectGraph, root: Path, spec: Path) -> str | None:
    """The repository's `.github` as seen from the output folder, if that is the project's folder below a repository."""
    from opsgen.repository import GITHUB

    if not project.folder or not is_project_folder(root, spec):
        return None
    return f"{_upwards(project)}/{GITHUB}"


def is_project_folder(root: Path, spec: Path) -> bool:
    """Whether an output folder is the folder of the spec."""
    return os.path.realpath(root) == os.path.realpath(spec.parent)


def placed(project: ProjectGraph, outside: str | None, path: str) -> str:
    """Where a file goes: of all artifacts, only the project's workflows and its action are outside of its folder."""
    from opsgen.repository import GITHUB, is_shared

    return f"{outside}{path.removeprefix(GITHUB)}" if outside and is_shared(path, project.name) else path


def owned_files(project: ProjectGraph, root: Path, spec: Path) -> emit.manifest.Owned:
    """The files that earlier builds of the project wrote into the folder, with their digests."""
    from opsgen.emit import manifest
    from opsgen.emit.output_tree import Tree

    return manifest.read(Tree(root, outside(project, root, spec))).of(project.name)


def _upwards(project: ProjectGraph) -> str:
    """The way from the project's folder to the root of the repository."""
    return "/".join([".."] * len(project.folder.split("/"))) if project.folder else "."


def _owner(project: ProjectGraph, folder: Path) -> emit.Owner:
    from functools import partial

    from opsgen.backends import header
    from opsgen.emit import Origin, Owner
    from opsgen.emit.paths import path_problem

    def origin(content: bytes) -> Origin | None:
        if not header.is_artifact(content):
            return None
        spec = header.spec_of(content)
        exists = path_problem(spec) is None and (folder / _upwards(project) / spec).is_file()
        return Origin(spec, is_own=spec == project.source, exists=exists)

    return Owner(project.name, project.source, origin, partial(header.can_produce, project=project))


def _protected(analysis: Analysis, spec: Path) -> list[Path]:
    """The inputs of the build, which it must not overwrite."""
    from opsgen import LOCKFILE

    return [*map(Path, analysis.files), spec, spec.parent / LOCKFILE]


def write(files: Sequence[emit.OutputFile], target: OutputFolder, *, force: bool) -> int:
    """Write these files into the folder, and print which of them changed."""
    from opsgen import emit
    from opsgen.terminal.color import Colors
    from opsgen.terminal.escape import visible

    result = emit.write(files, target.root, target.owner, force=force, **target.options)
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

    result = emit.check(files, target.root, target.owner, **target.options)
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
