"""Skip a build if neither its inputs nor its files have changed since the last one."""

from __future__ import annotations

import os

from opsgen.cache import lint_results, records
from opsgen.cache.fingerprint import digest
from opsgen.repository import repository_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsgen.cache.lint_results import CachedLint
    from opsgen.compile.pipeline import Analysis
    from opsgen.emit import OutputFile


class LastBuild:
    """The output of the last build: the lint result, the number of files, and the notes on what was not verified."""

    def __init__(self, lint: CachedLint, files: int, unverified: Sequence[str]) -> None:
        self.lint = lint
        self.files = files
        self.unverified = unverified


def unchanged(spec: str, root: str) -> LastBuild | None:
    """Return the last build into a folder, if another build would change nothing."""
    lint = lint_results.known(spec)
    record = records.read(_record(spec, root)) if lint else []
    if lint is None or len(record) < 4 or record[0] != lint.fingerprint or not record[2].isdecimal():
        return None
    _, written, files, outside, *unverified = record
    from pathlib import Path

    from opsgen.emit.unchanged import is_unchanged

    return LastBuild(lint, int(files), unverified) if is_unchanged(Path(root), written, outside or None) else None


class Build:
    """A build of a whole spec, after all its files are on the disk.

    `outside` is the folder outside of the output folder that has files, too; `unverified` what could not be verified.
    """

    def __init__(self, files: Sequence[OutputFile], outside: str | None, unverified: Sequence[str]) -> None:
        self.files = files
        self.outside = outside
        self.unverified = unverified


def keep(spec: str, root: str, analysis: Analysis, since: float, build: Build) -> None:
    """Record a build. `since` is when it started."""
    from opsgen.emit.unchanged import record_of

    is_in_place = os.path.realpath(root) == os.path.realpath(os.path.dirname(spec) or ".")
    written = {file.path: file.content for file in build.files} if is_in_place else {}
    lint = lint_results.keep(spec, analysis, since, written)
    if lint is not None and analysis.project is not None:
        record = record_of(build.files, analysis.project.name)
        about = (record, str(len(build.files)), build.outside or "")
        records.keep(_record(spec, root), [lint.fingerprint, *about, *build.unverified])


def _record(spec: str, root: str) -> str:
    folder, name = os.path.split(spec)
    places = (os.path.realpath(folder or "."), repository_of(folder) or "", os.path.realpath(root))
    return f"build-{digest([name, *places])[:32]}"
