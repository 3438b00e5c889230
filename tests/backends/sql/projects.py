"""Projects whose rules are written as SQL, and the files that are made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.backends import SQL
from opsgen.backends.api import Rendered
from opsgen.graph import ProjectGraph
from opsgen.render.jinja import render
from runtime.check.lab import graph

if TYPE_CHECKING:
    from opsgen.backends.sql.file import DatasetFile


def project(datasets: dict[str, Any], connections: dict[str, Any] | None = None) -> ProjectGraph:
    """A project of one environment that asks for SQL."""
    return ProjectGraph("lab", "opsgen.yaml", (graph(datasets, connections, outputs={"sql": {}}),))


def rendered(of: ProjectGraph) -> list[Rendered]:
    """Its files, which have been verified."""
    assert not list(SQL.check(of))
    files = [Rendered(artifact, render(artifact.template, artifact.values)) for artifact in SQL.artifacts(of)]
    assert SQL.verify(of, files).problems == ()
    return files


def text(of: ProjectGraph, dataset: str) -> str:
    """The file of a dataset."""
    return next(file.text for file in rendered(of) if file.artifact.path == f"sql/dev/{dataset}.sql")


def planned(of: ProjectGraph, dataset: str) -> DatasetFile:
    """What the file of a dataset is to say."""
    artifacts = {artifact.path: artifact for artifact in SQL.artifacts(of)}
    file: DatasetFile = artifacts[f"sql/dev/{dataset}.sql"].values["file"]
    return file
