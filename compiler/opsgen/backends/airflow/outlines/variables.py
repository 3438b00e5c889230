"""The environment variables that tell a command what it works on, and the secrets that it is given."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from opsgen.spec.values import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from opsgen.graph import EnvironmentGraph
    from opsgen.spec.connection import Connection
    from opsgen.spec.model import Model
    from opsgen.spec.secret import SecretReference

_CREDENTIALS = ("access_key_id", "secret_access_key", "password", "private_key")


def of_environment(graph: EnvironmentGraph) -> dict[str, str]:
    """What every command is told."""
    variables = {
        f"OPSGEN_VAR_{name.upper().replace('-', '_')}": _text(value) for name, value in graph.variables.items()
    }
    return {"OPSGEN_ENV": graph.name, "OPSGEN_PROJECT": graph.spec.project.name, **variables}


def of_model(name: str, model: Model, artifacts: str) -> dict[str, str]:
    """What commands that train, explain or apply a model are told."""
    seed = {} if model.train.seed is None else {"OPSGEN_SEED": str(model.train.seed)}
    return {
        "OPSGEN_MODEL": name,
        "OPSGEN_ARTIFACTS": artifacts,
        "OPSGEN_METRICS": f"{artifacts}/metrics.json",
        "OPSGEN_PARAMETERS": json.dumps(model.train.parameters, ensure_ascii=False),
        **seed,
    }


def texts(environment: Mapping[str, str | SecretReference]) -> dict[str, str]:
    """Those of a task's own variables that are text."""
    return {name: value for name, value in environment.items() if isinstance(value, str)}


def secrets(environment: Mapping[str, str | SecretReference]) -> dict[str, str]:
    """Those of a task's own variables that hold secrets, and the secrets' names."""
    return {name: value.secret for name, value in environment.items() if not isinstance(value, str)}


def credentials(graph: EnvironmentGraph, datasets: Iterable[str], model: str | None = None) -> tuple[str, ...]:
    """The secrets of the connections that datasets lie behind, and of the registry that a model is kept in."""
    connections = dict.fromkeys(graph.spec.datasets[dataset].source.connection for dataset in datasets)
    secrets = [secret for connection in connections for secret in _secrets_of(graph.spec.connections[connection])]
    registry = graph.spec.models[model].registry if model else None
    if registry and not isinstance(registry.uri, str):
        secrets.append(registry.uri.secret)
    return tuple(dict.fromkeys(secrets))


def _secrets_of(connection: Connection) -> Iterator[str]:
    references = (getattr(connection, field, None) for field in _CREDENTIALS)
    return (reference.secret for reference in references if reference is not None)


def _text(value: str | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(text(value))
