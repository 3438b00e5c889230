"""The secrets that a component's pods are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opsgen.backends.kubernetes.target import Target
    from opsgen.graph import EnvironmentGraph
    from opsgen.spec.deployment import BatchDeployment, OnlineDeployment
    from opsgen.spec.secret import SecretReference

_SECRET_FIELDS = ("access_key_id", "secret_access_key", "password", "private_key")


def of_server(target: Target, name: str, deployment: OnlineDeployment) -> Iterator[SecretReference]:
    """What a server reaches the datasets that it writes and its model with."""
    yield from of_datasets(target.graph, target.written_by(name))
    yield from _of_registry(target.graph, deployment.model)


def of_job(target: Target, deployment: BatchDeployment) -> Iterator[SecretReference]:
    """What a job reaches its datasets and its model with."""
    yield from of_datasets(target.graph, touched(deployment))
    yield from _of_registry(target.graph, deployment.model)


def of_datasets(graph: EnvironmentGraph, datasets: Iterable[str]) -> Iterator[SecretReference]:
    """The secrets that datasets are read and written with."""
    for name in dict.fromkeys(datasets):
        connection = graph.spec.connections[graph.spec.datasets[name].source.connection]
        fields = (getattr(connection, field, None) for field in _SECRET_FIELDS)
        yield from (reference for reference in fields if reference is not None)


def touched(deployment: BatchDeployment) -> list[str]:
    """The datasets that a job reads and writes."""
    return [*deployment.inputs, *([deployment.output] if deployment.output else [])]


def file_variable(name: str) -> str:
    """The variable that holds the path of the file with a secret."""
    return f"{name}_FILE"


def _of_registry(graph: EnvironmentGraph, model: str | None) -> Iterator[SecretReference]:
    """The secret with the address of the registry that a model is taken from."""
    registry = graph.spec.models[model].registry if model else None
    if registry and not isinstance(registry.uri, str):
        yield registry.uri
