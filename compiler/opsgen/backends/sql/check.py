"""What no SQL can say, each with its place in the spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.sql.codes import NO_SQL_READS_IT
from opsgen.diagnostics.model import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Code
    from opsgen.graph import ProjectGraph


def of_project(project: ProjectGraph) -> Iterator[tuple[Code, Finding]]:
    """The datasets that cannot be read by SQL where it was asked for."""
    for graph in project.environments:
        if graph.spec.outputs.sql is None:
            continue
        for name, dataset in graph.spec.datasets.items():
            source = dataset.source
            is_spark = graph.spec.connections[source.connection].type == "spark"
            if is_spark and source.path is not None and source.format == "iceberg":
                message = f"Spark's SQL cannot read the Iceberg data of `{name}` by a path"
                help_ = ("name its `table`, or leave `outputs.sql` out",)
                yield NO_SQL_READS_IT, Finding(Place(("datasets", name, "source", "path")), message, help_)
