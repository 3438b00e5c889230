"""`opsgen build`: compiles a spec and writes all of its artifacts, or none."""

from __future__ import annotations

import sys

from opsgen.cache import builds
from opsgen.cli.diagnostics import print_analysis
from opsgen.cli.specs import folder_of, locate
from opsgen.exit_codes import CLEAN, FINDINGS, USAGE, BugError
from opsgen.terminal.verbosity import detail, note

TYPE_CHECKING = False  # typing takes longer to import than a cached answer
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from opsgen import emit
    from opsgen.cache.builds import LastBuild
    from opsgen.compile.pipeline import Analysis, BuildResult
    from opsgen.graph import ProjectGraph


def build(
    spec: Path | str | None = None,
    environments: Sequence[str] = (),
    output: Path | None = None,
    *,
    check: bool = False,
    force: bool = False,
    cached: bool = True,
    report_fields: bool = False,
) -> int:
    """Compile a spec and write its artifacts, or compare them with `check`; `report_fields` reports field usage."""
    path = locate(None if spec is None else str(spec))
    if path is None:
        return USAGE
    root = str(output or folder_of(path))
    is_whole = not environments
    last = builds.unchanged(path, root) if cached and is_whole and not force and not report_fields else None
    if last is not None:
        return _nothing_to_do(last, check=check)
    from opsgen.backends.outside import BackendError

    try:
        code = _build(path, root, environments, check=check, force=force, remember=cached and is_whole)
        if report_fields:
            from opsgen.cli.commands.build_report import report_fields as print_report

            print_report(path)
    except BackendError as error:
        print(f"opsgen: {error}\nNothing was written. Report this to the authors of the package.", file=sys.stderr)
        return FINDINGS
    return code


def _nothing_to_do(last: LastBuild, *, check: bool) -> int:
    from opsgen.cli.write_output import UNCHANGED, up_to_date

    last.lint.repeat()
    for line in last.unverified:
        print(line, file=sys.stderr)
    note(up_to_date(last.files) if check else UNCHANGED.format(last.files))
    detail("nothing changed since the last build: result taken from the cache")
    return CLEAN


def _build(path: str, root: str, environments: Sequence[str], *, check: bool, force: bool, remember: bool) -> int:
    import gc
    import time
    from pathlib import Path

    from opsgen.cli import write_output
    from opsgen.cli.environments import unknown_environment
    from opsgen.cli.user_files import leads_astray
    from opsgen.compile import pipeline
    from opsgen.source.access import may_write_at

    gc.disable()  # The process is short, and neither trees nor artifacts contain reference cycles.
    since = time.time()
    analysis = pipeline.analyse(Path(path))
    print_analysis(analysis)
    for file in analysis.files:
        detail(f"read {file}")
    project = analysis.project
    if project is None:
        return FINDINGS
    if unknown := unknown_environment(environments, project):
        print(f"opsgen: {unknown}", file=sys.stderr)
        return USAGE
    result = _built(project)
    files, kept = _select(result, environments)
    if not check and may_write_at(Path(root), Path(path).parent) is None:
        print(f"opsgen: nothing is written: {leads_astray(Path(root))}", file=sys.stderr)
        return USAGE
    target = write_output.OutputFolder(Path(root), _owner(project), _protected(analysis, Path(path)), kept)
    code = write_output.compare(files, target) if check else write_output.write(files, target, force=force)
    if code == CLEAN and remember:
        builds.keep(path, root, analysis, since, files, result.unverified)
    return code


def _built(project: ProjectGraph) -> BuildResult:
    from opsgen.compile import pipeline

    result = pipeline.build_files(project)
    if result.problems:
        raise BugError("\n".join(f"{each.path}:{each.line or 1}: {each.message}" for each in result.problems))
    for line in result.unverified:
        print(line, file=sys.stderr)
    return result


def _select(result: BuildResult, environments: Sequence[str]) -> tuple[list[emit.OutputFile], list[str]]:
    """The files of these environments, and the paths of the other environments' files."""
    from opsgen.emit import OutputFile

    files, kept = [], []
    for file in result.files:
        if not environments or file.environment in (None, *environments):
            files.append(OutputFile(file.path, file.content))
        else:
            kept.append(file.path)
    return files, kept


def _owner(project: ProjectGraph) -> emit.Owner:
    from functools import partial

    from opsgen.backends import header
    from opsgen.emit import Owner

    return Owner(project.name, header.is_artifact, partial(header.can_produce, project=project))


def _protected(analysis: Analysis, spec: Path) -> list[Path]:
    """The inputs of the build, which it must not overwrite."""
    from pathlib import Path

    from opsgen import LOCKFILE

    return [*map(Path, analysis.files), spec, spec.parent / LOCKFILE]
