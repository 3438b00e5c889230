"""Read the SQL of transforms, in files or inline, and check it before anything runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.source import LoadedSpec
from opsgen.source.includes import Inputs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from opsgen.compile.transforms.files import Files
    from opsgen.diagnostics.model import Code, Finding
    from opsgen.graph import EnvironmentGraph
    from opsgen.language.root import Spec


class Transforms:
    """The SQL of the transforms of one project. Without transforms, lint imports nothing else of this package."""

    def __init__(self, folder: Path, overrides: Mapping[Path, bytes] | None = None) -> None:
        """`folder` is the project's; `overrides` replaces the content of files, by resolved path."""
        self._folder = folder
        self._overrides = overrides or {}
        self._files: Files | None = None
        self._checked: list[tuple[Spec, list[tuple[Code, Finding]]]] = []
        """The findings of each spec. Environments without changes share a spec."""

    def check(self, graph: EnvironmentGraph) -> list[tuple[Code, Finding]]:
        """Return mistakes in the SQL, and personal data that it copies to unclassified columns."""
        known = next((found for spec, found in self._checked if spec is graph.spec), None)
        if known is None:
            known = list(self._check(graph))
            self._checked.append((graph.spec, known))
        return known

    def _check(self, graph: EnvironmentGraph) -> Iterator[tuple[Code, Finding]]:
        with_sql = [
            name for name, dataset in graph.spec.datasets.items() if dataset.transform and dataset.transform.sql
        ]
        if not with_sql and not graph.spec.models:
            return
        from opsgen.compile.transforms import privacy
        from opsgen.compile.transforms.check import check
        from opsgen.compile.transforms.files import Files

        files = self._files = self._files or Files(self._folder, self._overrides)
        for name in with_sql:
            yield from check(graph.spec, name, files)
        yield from privacy.check_personal_data(graph, files)

    @property
    def sources(self) -> tuple[LoadedSpec, ...]:
        """The files that were read; none if no transform names a file."""
        if self._files is None or not self._files.contents:
            return ()
        inputs = Inputs(dict(self._files.contents), set(), {})
        return (LoadedSpec(None, [], dict(self._files.sources), inputs),)
