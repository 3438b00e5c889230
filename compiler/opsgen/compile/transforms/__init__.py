"""The SQL files of transforms: read beside the spec, and judged before anything runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.compile.transforms import privacy
from opsgen.compile.transforms.check import judge
from opsgen.compile.transforms.files import Files
from opsgen.source import LoadedSpec
from opsgen.source.inputs import Inputs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from opsgen.diagnostics.model import Code, Finding
    from opsgen.graph import EnvironmentGraph
    from opsgen.language.root import Spec


class Transforms:
    """The files that the transforms of one project name."""

    def __init__(self, folder: Path, overrides: Mapping[Path, bytes] | None = None) -> None:
        """`folder` is the project's; `overrides` has what stands for the content of files, by paths without links."""
        self._files = Files(folder, overrides or {})
        self._judged: list[tuple[Spec, list[tuple[Code, Finding]]]] = []
        """What was found in each spec: environments that change nothing have the same."""

    def check(self, graph: EnvironmentGraph) -> list[tuple[Code, Finding]]:
        """What is wrong with the files, as an environment reads them, and where they bring personal data."""
        known = next((found for spec, found in self._judged if spec is graph.spec), None)
        if known is None:
            known = list(self._check(graph))
            self._judged.append((graph.spec, known))
        return known

    def _check(self, graph: EnvironmentGraph) -> Iterator[tuple[Code, Finding]]:
        for name, dataset in graph.spec.datasets.items():
            if dataset.transform is not None and dataset.transform.sql is not None:
                yield from judge(graph.spec, name, self._files)
        yield from privacy.judge(graph, self._files)

    @property
    def sources(self) -> tuple[LoadedSpec, ...]:
        """What was read; none where no transform names a file."""
        if not self._files.contents:
            return ()
        inputs = Inputs(dict(self._files.contents), set(), {})
        return (LoadedSpec(None, [], dict(self._files.sources), inputs),)
