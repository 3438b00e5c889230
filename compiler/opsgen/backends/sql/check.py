"""Findings for data that SQL files cannot read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.sql.codes import ICEBERG_PATH, VERSIONED_PATH
from opsgen.diagnostics.model import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Code
    from opsgen.graph import ProjectGraph


def of_project(project: ProjectGraph) -> Iterator[tuple[Code, Finding]]:
    """Findings for datasets that the requested SQL files cannot read."""
    for graph in project.environments:
        if graph.spec.outputs.sql is None:
            continue
        for name, dataset in graph.spec.datasets.items():
            source = dataset.source
            is_spark = graph.spec.connections[source.connection].type == "spark"
            if is_spark and source.path is not None and source.format == "iceberg":
                message = f"Spark SQL cannot read the Iceberg data of `{name}` by path"
                help_ = ("write its `table`, or remove `outputs.sql`",)
                yield ICEBERG_PATH, Finding(Place(("datasets", name, "source", "path")), message, help_)
            if is_spark and source.layout == "versioned":
                message = f"Spark SQL cannot find the published version of `{name}`"
                help_ = ("publish it as a `table`, or remove `outputs.sql`",)
                yield VERSIONED_PATH, Finding(Place(("datasets", name, "source", "layout")), message, help_)
