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
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import Any

    from opsgen import emit
    from opsgen.cache.builds import LastBuild
    from opsgen.cli.releases import Releases
    from opsgen.cli.selection import Selection
    from opsgen.compile.pipeline import BuildResult
    from opsgen.graph import ProjectGraph


def build_selected(
    selection: Selection, arguments: Sequence[str], environments: Sequence[str], output: Path | None, **options: Any
) -> int:
    """Build each selected project; `options` are those of `build`."""
    from functools import partial

    from opsgen.cli.selection import each

    if not selection.is_given and len(arguments) < 2:
        return build(arguments[0] if arguments else None, environments, output, **options)
    specs = selection.specs(arguments)
    if specs is None:
        return USAGE
    if output is not None:
        print("opsgen: --output is the folder of one project; build one spec with it", file=sys.stderr)
        return USAGE
    return each("build", specs, partial(build, environments=environments, **options))


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
    from functools import partial
    from pathlib import Path

    from opsgen.cli import write_output
    from opsgen.cli.environments import unknown_environment
    from opsgen.cli.releases import Releases, show_unserved
    from opsgen.cli.user_files import leads_astray
    from opsgen.cli.write_output import is_project_folder
    from opsgen.compile import pipeline
    from opsgen.source.access import may_write_at

    gc.disable()  # The process is short, and neither trees nor artifacts contain reference cycles.
    since = time.time()
    analysis = pipeline.analyse(Path(path))
    print_analysis(analysis)
    for file in analysis.files:
        detail(f"read {file}")
    project = analysis.project
    if project is None or analysis.lock is None:
        return FINDINGS
    if unknown := unknown_environment(environments, project):
        print(f"opsgen: {unknown}", file=sys.stderr)
        return USAGE
    result = _built(project)
    releases = Releases.of(project, analysis.lock, result, Path(path), Path(root))
    outside = write_output.outside(project, Path(root), Path(path))
    files, kept = _select(result, environments, releases, partial(write_output.placed, project, outside))
    if not check and may_write_at(Path(root), Path(path).parent) is None:
        print(f"opsgen: nothing is written: {leads_astray(Path(root))}", file=sys.stderr)
        return USAGE
    target = write_output.OutputFolder.of(project, analysis, Path(path), Path(root), kept)
    if check:
        code = max(releases.show(check=True), write_output.compare(files, target))
    else:
        code = write_output.write(files, target, force=force)
        if code == CLEAN:
            releases.show(check=False)
            if is_project_folder(Path(root), Path(path)):
                show_unserved(project)
    # A record has no digests of the files that a build leaves alone, so it could not tell when they were edited.
    if code == CLEAN and remember and not releases.names:
        builds.keep(path, root, analysis, since, builds.Build(files, outside, result.unverified))
    return code


def _built(project: ProjectGraph) -> BuildResult:
    from opsgen.compile import pipeline

    result = pipeline.build_files(project)
    if result.problems:
        raise BugError("\n".join(f"{each.path}:{each.line or 1}: {each.message}" for each in result.problems))
    for line in result.unverified:
        print(line, file=sys.stderr)
    return result


def _select(
    result: BuildResult, environments: Sequence[str], releases: Releases, placed: Callable[[str], str]
) -> tuple[list[emit.OutputFile], list[str]]:
    """The files to build, and the paths of those that stay as they are: other environments', and frozen ones."""
    from opsgen.emit import OutputFile

    files, kept = [], list(releases.kept)
    for file in result.files:
        if releases.freeze(file):
            continue
        if not environments or file.environment in (None, *environments):
            files.append(OutputFile(placed(file.path), file.content))
        else:
            kept.append(placed(file.path))
    return files, kept
