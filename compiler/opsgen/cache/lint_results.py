"""The lint result of a spec without errors, until one of its inputs changes."""

from __future__ import annotations

import os

from opsgen import LOCKFILE
from opsgen.cache import records
from opsgen.cache.fingerprint import FileRead, UnknownError, digest, fingerprint
from opsgen.repository import repository_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.compile.pipeline import Analysis


class CachedLint:
    """The result of a spec without errors: its warnings, as text with and without colors."""

    def __init__(self, fingerprint: str, plain: str = "", coloured: str = "") -> None:
        self.fingerprint = fingerprint
        self._plain = plain
        self._coloured = coloured

    def repeat(self) -> bool:
        """Print the cached warnings, if there are any."""
        if self._plain:
            import sys

            from opsgen.terminal.color import Colors

            print(self._coloured if Colors.of(sys.stdout).on else self._plain, end="")
        return bool(self._plain)


def known(spec: str) -> CachedLint | None:
    """Return the result of a spec if it is cached, otherwise None: it must be linted."""
    folder, name = _place(spec)
    record = records.read(_record(folder, name))
    if len(record) < 5 or "" not in record[4:]:
        return None
    known, named, plain, coloured, *paths = record
    if plain and named != _named(spec):
        return None  # The cached text has paths relative to the folder in which lint ran.
    end = paths.index("")
    try:
        is_unchanged = known == fingerprint(folder, paths[:end], paths[end + 1 :])
    except UnknownError:
        return None
    return CachedLint(known, plain, coloured) if is_unchanged else None


def keep(spec: str, analysis: Analysis, since: float, written: Mapping[str, bytes] | None = None) -> CachedLint | None:
    """Record the result of a run, if the spec has no errors. `written` are files that a build has written since."""
    project = analysis.project
    if not records.are_kept():
        return None
    if project is None or any(each.spec.outputs.plugins or each.spec.project.shared for each in project.environments):
        return None  # The dependencies of other packages' backends are unknown, and folders elsewhere may vanish.
    contents: dict[str, bytes | None] = {LOCKFILE: None}
    globs: set[str] = set()
    for inputs in analysis.inputs:
        contents |= inputs.files
        globs |= inputs.globs
    # The next run reads the artifacts of this one.
    contents |= {path: content for path, content in (written or {}).items() if path in contents}
    folder, name = _place(spec)
    try:
        known = fingerprint(folder, contents, globs, FileRead(contents, since))
    except UnknownError:
        return None
    warnings = _warnings(analysis) if analysis.diagnostics else ("", "")
    records.keep(_record(folder, name), [known, _named(spec), *warnings, *sorted(contents), "", *sorted(globs)])
    return CachedLint(known, *warnings)


def _warnings(analysis: Analysis) -> tuple[str, str]:
    """Return the warnings as text, without and with colors."""
    from opsgen.report.lint.text import written
    from opsgen.terminal.color import Colors

    plain, coloured = (written(analysis.diagnostics, analysis.lines, Colors(on)) for on in (False, True))
    return plain, coloured


def _named(spec: str) -> str:
    return f"{os.getcwd()}\n{spec}"


def _place(spec: str) -> tuple[str, str]:
    folder, name = os.path.split(spec)
    return os.path.realpath(folder or "."), name


def _record(folder: str, name: str) -> str:
    # Whether there is a repository, and how far up, changes artifacts and findings.
    return f"lint-{digest([folder, name, repository_of(folder) or ''])[:32]}"
