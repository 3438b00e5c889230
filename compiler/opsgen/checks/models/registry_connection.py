"""A model registry of files uses a connection to a database.

Why: the registry stores the files of models, which a database cannot hold. opsgen could store no version.

Example:

    connections: {warehouse: {type: duckdb, path: sales.duckdb}}
    models:
      delay:
        registry: {type: files, connection: warehouse, path: models}

Use instead:

    connections: {lake: {type: files, root: "s3://example-lake"}}
    models:
      delay:
        registry: {type: files, connection: lake, path: models}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.checks.data.source_location import FILES
from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.diagnostics.suggest import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("LNG230", "registry-connection", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    connections = graph.spec.connections
    for name, model in graph.spec.models.items():
        if model.registry is None or model.registry.type != "files":
            continue
        connection = connections.get(model.registry.connection)
        if connection is not None and connection.type not in FILES:
            used = model.registry.connection
            fit = [each for each, found in connections.items() if found.type in FILES]
            help_ = f"use {listed(fit)}" if fit else "add a connection of type files, s3, gcs or abfs"
            related = ((Place(("connections", used), "key"), f"`{used}` is of type {connection.type}"),)
            message = f"`{used}` is not a connection to files, so no model can be stored there"
            yield Finding(Place(("models", name, "registry", "connection")), message, (help_,), related)
