"""Find requirements that jobs of GitHub Actions install and that do not exist, or have opsgen by its name alone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from opsgen.repository import repository_of
from opsgen.source import LoadedSpec
from opsgen.source.access import may_read, resolved
from opsgen.source.includes import Inputs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from opsgen.compile.requirements.found import Found
    from opsgen.diagnostics.model import Code, Finding
    from opsgen.graph import EnvironmentGraph


class Requirements:
    """The requirements files of a project. Lint imports nothing else of this package for a project without them."""

    def __init__(self, folder: Path, overrides: Mapping[Path, bytes] | None = None) -> None:
        """`folder` is the project's; `overrides` replaces the content of files, by resolved path."""
        self._folder = folder
        self._overrides = overrides or {}
        self._found: dict[str, Found] = {}
        """What each file installs. Environments may name different files."""
        self._missing: dict[str, bytes | None] = {}

    def check(self, graph: EnvironmentGraph) -> Iterable[tuple[Code, Finding]]:
        """Return a finding if the file of an environment's jobs does not exist, or has opsgen by its name alone."""
        github = graph.spec.outputs.github
        if github is None:
            return ()
        path = github.requirements
        if self._is_missing(path):
            self._missing[path] = None
            return self._without(path, github.python)
        from opsgen.compile.requirements.found import find  # not imported for a project without the file

        if path not in self._found:
            self._found[path] = find(path, self._folder, self._overrides)
        return self._found[path].findings

    @property
    def sources(self) -> tuple[LoadedSpec, ...]:
        """The files that were read, and those that do not exist: one that appears may name opsgen."""
        read = [LoadedSpec(None, [], each.sources, Inputs(each.contents, set(), {})) for each in self._found.values()]
        missing = [LoadedSpec(None, [], {}, Inputs(self._missing, set(), {}))] if self._missing else []
        return (*read, *missing)

    def _without(self, path: str, python: str) -> Iterable[tuple[Code, Finding]]:
        # GitHub runs workflows of repositories only. A project elsewhere is an example, or not committed yet.
        if repository_of(str(self._folder)) is None:
            return ()
        from opsgen.compile.requirements.missing import missing  # not imported for a project with the file

        return (missing(path, python),)

    def _is_missing(self, path: str) -> bool:
        file = may_read(path, str(resolved(self._folder)))
        # `Path.exists` raises for names that are too long.
        return file is not None and Path(file) not in self._overrides and not os.path.exists(file)  # noqa: PTH110
