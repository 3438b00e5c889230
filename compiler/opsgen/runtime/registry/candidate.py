"""A trained model to register."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from opsgen import __version__
from opsgen.runtime.registry import digest
from opsgen.runtime.registry.registry import ARTIFACTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph
    from opsgen.language.model import Model


class ReportedMetrics(NamedTuple):
    """What training reported."""

    document: str
    """The content of the metrics file."""
    figures: Mapping[tuple[str, ...], float]
    """Every number by its path: the metric, or a column, its value and the metric."""
    data_version: str | None
    """The version of the data, if training reported it."""


class Candidate(NamedTuple):
    """The files of a trained model, its metrics and its origin."""

    name: str
    model: Model
    files: Path
    measured: ReportedMetrics
    tags: Mapping[str, str]
    """Its origin, and the digest of its files."""

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of training."""
        return {name: value if isinstance(value, str) else json.dumps(value) for name, value in self._parameters()}

    def _parameters(self) -> Iterable[tuple[str, Any]]:
        yield from self.model.train.parameters.items()
        if self.model.train.seed is not None:
            yield "seed", self.model.train.seed


def candidate(graph: EnvironmentGraph, name: str, folder: Path, files: Path, measured: ReportedMetrics) -> Candidate:
    """Describe a trained model. `folder` is the project's, `files` the folder with the model's artifacts."""
    model = graph.spec.models[name]
    values = {
        ARTIFACTS: digest.of_folder(files),
        "opsgen.spec": digest.of_spec(graph.spec),
        "opsgen.data": measured.data_version or digest.of_dataset(graph, model.features.dataset, folder),
        "opsgen.seed": None if model.train.seed is None else str(model.train.seed),
        "opsgen.image": graph.pinned_image,
        "opsgen.git_commit": digest.commit(folder),
        "opsgen.project": graph.spec.project.name,
        "opsgen.environment": graph.name,
        "opsgen.model": name,
        "opsgen.version": __version__,
    }
    tags = {key: value for key, value in values.items() if value is not None}
    return Candidate(name, model, files, measured, tags)
