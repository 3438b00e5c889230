"""`opsgen rollback`: gives an environment the files and the image of a former release."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from opsgen import LOCKFILE
from opsgen.cli.commands.promote import frozen_environment, opened_project, planned_files, record, write_release
from opsgen.exit_codes import CLEAN, FINDINGS, USAGE
from opsgen.terminal.verbosity import note

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.cli.commands.promote import Opened
    from opsgen.graph import EnvironmentGraph


def rollback(spec: Path | None, environment: str | None, release: str | None, *, force: bool) -> int:
    """Restore the files of a release from the history of the lock; the newest before the current one without a name."""
    opened = opened_project(spec)
    if isinstance(opened, int):
        return opened
    graph = frozen_environment(opened.project, environment)
    if isinstance(graph, str):
        print(f"opsgen: {graph}", file=sys.stderr)
        return USAGE
    from opsgen.release.at_commit import ReleaseError
    from opsgen.release.git import GitError

    try:
        return _rollback(opened, graph, release, force=force)
    except (ReleaseError, GitError) as error:
        print(f"opsgen: {error}\nNothing was written.", file=sys.stderr)
        return FINDINGS


def _rollback(opened: Opened, graph: EnvironmentGraph, release: str | None, *, force: bool) -> int:
    from opsgen.compile.pipeline import BuiltFile
    from opsgen.release.frozen import layout_of
    from opsgen.release.git import Repository, short
    from opsgen.release.rollback import former

    layout = layout_of(graph, planned_files(opened.project))
    current = opened.lock.release(graph.name)
    found = former(Repository(opened.folder), opened.folder / LOCKFILE, layout, current, release)
    files = [BuiltFile(path, content, graph.name) for path, content in found.files.items()]
    code = write_release(opened, graph.name, files, force=force)
    if code != CLEAN:
        return code
    code = record(opened, graph.name, found.entry, f"{graph.name} goes back to {short(found.entry.release or '')}")
    if code == CLEAN and current is not None:
        _remind(graph, short(current.release or ""))
    return code


def _remind(graph: EnvironmentGraph, release: str) -> None:
    """Data does not go back with the code that wrote it."""
    written = [name for name, node in graph.datasets.items() if node.producer.kind in ("ingest", "transform", "batch")]
    if written:
        note(f"data stays as {release} wrote it; to build a partition again, once this is deployed:")
    for name in written:
        note(f"  opsgen run {name} --env {graph.name} --partition KEY")
