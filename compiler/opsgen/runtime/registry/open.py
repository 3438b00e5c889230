"""The registry of a model, by what the spec names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from opsgen.graph import tasks
from opsgen.runtime.registry.blobs import LocalBlobs, ObjectBlobs
from opsgen.runtime.registry.files import FilesRegistry
from opsgen.runtime.registry.registry import RegistryError
from opsgen.source.access import may_replace, resolved
from opsgen.sql.sources.locations import address, is_remote

if TYPE_CHECKING:
    from opsgen.graph import EnvironmentGraph
    from opsgen.language.connection import Connection
    from opsgen.runtime.registry.blobs import Blobs
    from opsgen.runtime.registry.registry import ModelRegistry

PRIVATE = "_opsgen"
"""The folder with the runs and versions of models without a registry, below the folder of all models."""


def open_registry(graph: EnvironmentGraph, model: str, folder: Path) -> ModelRegistry:
    """Open the registry of a model. One without a registry in the spec has its own on this machine.

    `folder` is the project's. Raises RegistryError.
    """
    registry, name = graph.spec.models[model].registry, f"{graph.spec.project.name}.{model}"
    if registry is None:
        return FilesRegistry(_local(f"{tasks.ARTIFACTS_FOLDER}/{PRIVATE}/{name}", folder), name)
    if registry.type == "files":
        connection = graph.spec.connections[registry.connection]
        return FilesRegistry(_stored(connection, f"{registry.path}/{name}", folder), name)
    from opsgen.runtime.registry.mlflow import open_mlflow

    return open_mlflow(registry, registry.name or name)


def _stored(connection: Connection, path: str, folder: Path) -> Blobs:
    where = address(connection, path, folder)
    return ObjectBlobs(connection, where) if is_remote(where) else _local(path, Path(address(connection, "", folder)))


def _local(path: str, root: Path) -> LocalBlobs:
    place = may_replace(path, str(resolved(root)))
    if place is None:
        raise RegistryError(f"{root / path} is not used as a registry: a link leads out of {root}")
    return LocalBlobs(Path(place))
