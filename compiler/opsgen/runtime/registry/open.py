"""The registry of a model, by what the spec names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.graph import tasks

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph
    from opsgen.runtime.registry.registry import ModelRegistry

PRIVATE = "_opsgen"
"""The folder with the runs and versions of models without a registry, below the folder of all models."""


def open_registry(graph: EnvironmentGraph, model: str, folder: Path) -> ModelRegistry:
    """Open the registry of a model. One without a registry in the spec has its own on this machine.

    `folder` is the project's. Raises RegistryError.
    """
    from opsgen.runtime.registry.files import FilesRegistry

    registry, name = graph.spec.models[model].registry, f"{graph.spec.project.name}.{model}"
    if registry is None:
        from opsgen.runtime.registry.blobs import LocalBlobs

        return FilesRegistry(LocalBlobs(folder.resolve() / tasks.ARTIFACTS_FOLDER / PRIVATE / name), name)
    from opsgen.runtime.registry.mlflow import open_mlflow

    return open_mlflow(registry, registry.name or name)
