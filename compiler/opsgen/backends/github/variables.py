"""The environment variables that tell a command what it works on, and the secrets that it is given."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from opsgen.backends.github.target import CREDENTIALS
from opsgen.encode.workflow import Expression
from opsgen.spec.values import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from opsgen.backends.github.workflow import Text
    from opsgen.graph import EnvironmentGraph
    from opsgen.spec.model import Model
    from opsgen.spec.secret import SecretReference


def of_environment(graph: EnvironmentGraph) -> dict[str, Text]:
    """What every command is told."""
    own: dict[str, Text] = {"OPSGEN_ENV": graph.name, "OPSGEN_PROJECT": graph.spec.project.name}
    return own | {
        f"OPSGEN_VAR_{name.upper().replace('-', '_')}": _text(value) for name, value in graph.variables.items()
    }


def of_model(name: str, model: Model) -> dict[str, Text]:
    """What commands that train or explain a model are told."""
    own: dict[str, Text] = {"OPSGEN_MODEL": name, "OPSGEN_ARTIFACTS": artifacts(name), "OPSGEN_METRICS": metrics(name)}
    seed: dict[str, Text] = {} if model.train.seed is None else {"OPSGEN_SEED": str(model.train.seed)}
    return own | seed | {"OPSGEN_PARAMETERS": json.dumps(model.train.parameters, ensure_ascii=False)}


def artifacts(model: str) -> str:
    """The folder that a model's files go to."""
    return f"artifacts/{model}"


def metrics(model: str) -> str:
    """The file that a training writes its metrics to."""
    return f"{artifacts(model)}/metrics.json"


def of_task(environment: Mapping[str, str | SecretReference]) -> dict[str, Text]:
    """A task's own variables."""
    return {name: value if isinstance(value, str) else secret(value.secret) for name, value in environment.items()}


def credentials(graph: EnvironmentGraph, datasets: Iterable[str]) -> dict[str, Text]:
    """What opsgen's own commands need to reach datasets: each secret, in the variable of its name."""
    return {reference.secret: secret(reference.secret) for reference in _credentials(graph, datasets)}


def tracking(model: Model) -> dict[str, Text]:
    """What opsgen's own commands need to reach the model's registry."""
    uri = model.registry.uri if model.registry else ""
    return {} if isinstance(uri, str) else {uri.secret: secret(uri.secret)}


def secret(name: str) -> Expression:
    """The value of a secret, once the workflow runs."""
    return Expression(f"secrets.{name}")


def _credentials(graph: EnvironmentGraph, datasets: Iterable[str]) -> Iterator[SecretReference]:
    for dataset in datasets:
        connection = graph.spec.connections[graph.spec.datasets[dataset].source.connection]
        fields = (getattr(connection, field, None) for field in CREDENTIALS)
        yield from (field for field in fields if field is not None)


def _text(value: str | float) -> str:
    return str(value).lower() if isinstance(value, bool) else str(text(value))
