"""`opsgen promote`: gives an environment the files and the image that the environment before it has run."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from opsgen import LOCKFILE
from opsgen.cli.diagnostics import print_analysis
from opsgen.cli.environments import unknown_environment
from opsgen.cli.releases import show_unserved
from opsgen.cli.specs import find
from opsgen.exit_codes import CLEAN, FINDINGS, USAGE
from opsgen.terminal.verbosity import note

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from opsgen.backends.api import Artifact
    from opsgen.compile.lockfile import Entry, Lock
    from opsgen.compile.pipeline import Analysis, BuiltFile
    from opsgen.graph import EnvironmentGraph, ProjectGraph
    from opsgen.release.git import Repository
    from opsgen.release.promote import Request


class Options(NamedTuple):
    """What the command line gives."""

    target: str | None
    source: str | None = None
    commit: str | None = None
    image: str | None = None
    skip: str | None = None
    adopt: bool = False
    check: bool = False
    force: bool = False


class Opened(NamedTuple):
    """A project whose environments can be released."""

    spec: Path
    analysis: Analysis
    project: ProjectGraph
    lock: Lock

    @property
    def folder(self) -> Path:
        return self.spec.parent


def promote(spec: Path | None, options: Options) -> int:
    """Write the files of an environment and its entry in the lock, or with `check` build all releases again."""
    opened = opened_project(spec)
    if isinstance(opened, int):
        return opened
    from opsgen.release.at_commit import ReleaseError
    from opsgen.release.git import GitError

    try:
        return _reproduce(opened) if options.check else _promote(opened, options)
    except (ReleaseError, GitError) as error:
        print(f"opsgen: {error}\nNothing was written.", file=sys.stderr)
        return FINDINGS


def opened_project(spec: Path | None) -> Opened | int:
    """The project with its lock, or an exit code after printing why there is none."""
    path = find(spec)
    if path is None:
        return USAGE
    from opsgen.compile import pipeline

    analysis = pipeline.analyse(path)
    if analysis.project is None or analysis.lock is None:
        print_analysis(analysis)
        return FINDINGS
    return Opened(path, analysis, analysis.project, analysis.lock)


def frozen_environment(project: ProjectGraph, name: str | None) -> EnvironmentGraph | str:
    """The environment to release, or why there is none."""
    names = [graph.name for graph in project.frozen]
    if name is None and len(names) == 1:
        return project.frozen[0]
    if name is None:
        return f"name the environment: --to {' | '.join(names)}" if names else _nothing_to_promote(project)
    if problem := unknown_environment([name], project):
        return problem
    found = next((graph for graph in project.frozen if graph.name == name), None)
    return found or (f"`{name}` follows the spec: nothing is promoted to it" if names else _nothing_to_promote(project))


def _nothing_to_promote(project: ProjectGraph) -> str:
    if len(project.environments) == 1:
        return "the spec has one environment only, and it follows the spec"
    return "all environments follow the spec: nothing deploys from the repository (`outputs.github`, `outputs.gitops`)"


def _promote(opened: Opened, options: Options) -> int:
    chosen = _request(opened, options)
    if isinstance(chosen, str):
        print(f"opsgen: {chosen}", file=sys.stderr)
        return USAGE
    from opsgen.release.git import Repository, short
    from opsgen.release.promote import promote as build_release

    repository = Repository(opened.folder)
    if options.adopt:
        return _adopt(opened, chosen, repository)
    promotion = build_release(chosen, repository)
    if promotion.unverified:
        print(f"warning: {promotion.unverified}", file=sys.stderr)
    target = chosen.target.name
    code = write_release(opened, target, promotion.files, force=options.force)
    if code != CLEAN:
        return code
    code = record(opened, target, promotion.entry, f"{target} gets {short(promotion.entry.release or '')}")
    show_unserved(opened.project, target)
    return code


def _request(opened: Opened, options: Options) -> Request | str:
    from opsgen.compile.lockfile import IMAGE
    from opsgen.release.promote import Request

    project = opened.project
    target = frozen_environment(project, options.target)
    if isinstance(target, str):
        return target
    names = [graph.name for graph in project.environments]
    source = options.source or names[names.index(target.name) - 1]
    if source not in names[: names.index(target.name)]:
        return f"`{source}` does not come before `{target.name}` in the spec"
    if options.image is not None and not IMAGE.fullmatch(options.image):
        return f"{options.image} is not an image by its digest, as ghcr.io/example/project@sha256: and 64 digits"
    if options.skip is not None and not (options.skip.isprintable() and 0 < len(options.skip.strip()) <= 500):
        return "`--skip` takes a reason of one line"
    graph = project.environments[names.index(source)]
    return Request(
        project,
        opened.spec.name,
        graph,
        target,
        options.commit,
        options.image,
        options.skip,
        opened.lock.release(source),
        opened.lock.entries.get(target.name),
    )


def _adopt(opened: Opened, request: Request, repository: Repository) -> int:
    from opsgen.release import sums
    from opsgen.release.frozen import layout_of, unreadable
    from opsgen.release.promote import adopt

    name, layout = request.target.name, layout_of(request.target, planned_files(opened.project))
    try:
        found = sums.on_disk(opened.folder, layout.folders, layout.pins)
    except (sums.LinkError, OSError) as error:
        print(f"opsgen: {unreadable(name, error)}", file=sys.stderr)
        return FINDINGS
    entry = adopt(request, repository, found, opened.lock.entries.get(name))
    return record(opened, name, entry, f"{name} keeps its {len(found)} files as a release")


def _reproduce(opened: Opened) -> int:
    from opsgen.release.at_commit import ReleaseError
    from opsgen.release.git import Repository
    from opsgen.release.promote import reproduce

    repository, code = Repository(opened.folder), CLEAN
    for graph in opened.project.frozen:
        entry = opened.lock.release(graph.name)
        if entry is None:
            note(f"{graph.name}: not promoted yet")
            continue
        try:
            note(reproduce(repository, opened.spec.name, graph.name, entry))
        except ReleaseError as error:
            print(f"opsgen: {error}", file=sys.stderr)
            code = FINDINGS
    return code


def write_release(opened: Opened, environment: str, files: Sequence[BuiltFile], *, force: bool) -> int:
    """Write the files of an environment, and remove its others; all other files stay as they are."""
    from opsgen.cli import write_output
    from opsgen.emit import OutputFile
    from opsgen.release.frozen import kept

    owned = write_output.owned_files(opened.project, opened.folder, opened.spec)
    own = set(kept(owned, {environment}, planned_files(opened.project)))
    others = [path for path in owned if path not in own]
    target = write_output.OutputFolder.of(opened.project, opened.analysis, opened.spec, opened.folder, others)
    return write_output.write([OutputFile(file.path, file.content) for file in files], target, force=force)


def record(opened: Opened, environment: str, entry: Entry, message: str) -> int:
    """Write the entry of an environment, after its files: until then, `build --check` reports a difference."""
    from opsgen.compile import lockfile

    try:
        lockfile.update(opened.folder / LOCKFILE, environment, lambda _old: entry)
    except ValueError as error:
        print(f"opsgen: {error}", file=sys.stderr)
        return USAGE
    note(f"{message}; commit {LOCKFILE}, .opsgen/manifest and these files, and open a pull request")
    return CLEAN


def planned_files(project: ProjectGraph) -> list[Artifact]:
    """The files that the spec gives. What belongs to a release is known without rendering them."""
    from opsgen.compile import pipeline

    return [artifact for _backend, artifact in pipeline.planned(project)]
