"""What every task is told and given, whichever platform runs it: variables, secrets, and opsgen's own commands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from opsgen import SPEC_FILE
from opsgen.exit_codes import FINDINGS, USAGE
from opsgen.language.values import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Literal

    from opsgen.graph.project import DatasetNode, EnvironmentGraph
    from opsgen.language.deployment import BatchDeployment
    from opsgen.language.model import Model
    from opsgen.language.secret import SecretReference

ARTIFACTS_FOLDER = "artifacts"
"""The folder of models that tasks share in the project's folder."""
RUN = "OPSGEN_RUN"
"""The variable that names a run: its steps, on whichever machines, find what the others have made."""
CREDENTIALS = ("access_key_id", "secret_access_key", "password", "private_key")
"""The fields of connections that hold secrets."""
FINAL_EXIT_CODES = (FINDINGS, USAGE)
"""The exit codes of a command that evaluates something that a retry would repeat: a failure, or wrong usage."""


Step: TypeAlias = "Literal['write', 'check', 'publish']"
"""A step of the commands that make a version of a dataset."""


class Commands(NamedTuple):
    """opsgen's own commands in one environment, as argument lists."""

    spec_file: str
    environment: str

    def check(self, *datasets: str) -> tuple[str, ...]:
        """Judge datasets by their rules."""
        return self._about("check", *datasets)

    def produce(self, node: DatasetNode, step: Step | None = None) -> tuple[str, ...]:
        """Make a version of a dataset, or do one step of that: each verb writes, checks and publishes."""
        kind = node.producer.kind
        if kind == "batch" and node.producer.deployment is not None:
            return self.batch(node.producer.deployment, step)
        verb = kind if kind in ("ingest", "transform") else "publish"
        return (*self._about(verb, node.name), *(["--step", step] if step else []))

    def batch(self, deployment: str, step: Step | None = None) -> tuple[str, ...]:
        """Run a batch deployment, and publish what it writes if that passes its checks."""
        return (*self._about("batch", deployment), *(["--step", step] if step else []))

    def run_missing(self, dataset: str) -> tuple[str, ...]:
        """Make the partitions of a dataset that are missing and complete."""
        return (*self._about("run", dataset), "--partition", "missing", "--skip")

    def train(self, model: str, step: Literal["train", "explain"]) -> tuple[str, ...]:
        """Train a model as a run of the registry, or explain what the run has trained."""
        return (*self._about("train", model), "--step", step)

    def gate(self, model: str) -> tuple[str, ...]:
        """Judge what a run has trained by its metrics."""
        return self._about("gate", model)

    def fetch_model(self, model: str, folder: str) -> tuple[str, ...]:
        """Fetch the version of a model that the environment serves, and verify it."""
        return (*self._about("fetch-model", model), "--to", folder)

    def register(self, model: str) -> tuple[str, ...]:
        """Make what a run has trained a version, if it passes its gates."""
        return self._about("register", model)

    def drift(self, deployment: str, *, triggers: bool = False) -> tuple[str, ...]:
        """Compare what a server is asked with its reference, as a failure or as the start of what follows."""
        return (*self._about("drift", deployment), *(["--trigger"] if triggers else []))

    def pin(self) -> tuple[str, ...]:
        """Take an image for the environment to run."""
        return self._about("pin")

    def _about(self, command: str, *components: str) -> tuple[str, ...]:
        spec = () if self.spec_file == SPEC_FILE else ("--spec", self.spec_file)
        return ("opsgen", command, *components, "--env", self.environment, *spec)


def environment_variables(graph: EnvironmentGraph) -> dict[str, str]:
    """What every command is told."""
    return {
        "OPSGEN_ENV": graph.name,
        "OPSGEN_PROJECT": graph.spec.project.name,
        **{f"OPSGEN_VAR_{name.upper().replace('-', '_')}": _text(value) for name, value in graph.variables.items()},
    }


def model_variables(name: str, model: Model, root: str = ARTIFACTS_FOLDER) -> dict[str, str]:
    """What commands that train, explain or apply a model are told; its files lie below the root."""
    fraction = model.features.test_fraction
    return {
        "OPSGEN_MODEL": name,
        **model_files(name, root),
        "OPSGEN_PARAMETERS": json.dumps(model.train.parameters, ensure_ascii=False),
        **({} if model.train.seed is None else {"OPSGEN_SEED": str(model.train.seed)}),
        **({} if fraction is None else {"OPSGEN_TEST_FRACTION": _text(fraction)}),
    }


def model_files(name: str, root: str = ARTIFACTS_FOLDER) -> dict[str, str]:
    """Where the files of a model are."""
    return {"OPSGEN_ARTIFACTS": artifacts(name, root), "OPSGEN_METRICS": metrics_file(name, root)}


def artifacts(model: str, root: str = ARTIFACTS_FOLDER) -> str:
    """The folder that a model's files go to."""
    return f"{root}/{model}"


def metrics_file(model: str, root: str = ARTIFACTS_FOLDER) -> str:
    """The file that a training writes its metrics to."""
    return f"{artifacts(model, root)}/metrics.json"


def texts(environment: Mapping[str, str | SecretReference]) -> dict[str, str]:
    """Those of a task's own variables that are text."""
    return {name: value for name, value in environment.items() if isinstance(value, str)}


def secrets(environment: Mapping[str, str | SecretReference]) -> dict[str, str]:
    """Those of a task's own variables that hold secrets, and the secrets' names."""
    return {name: value.secret for name, value in environment.items() if not isinstance(value, str)}


def credentials(graph: EnvironmentGraph, datasets: Iterable[str], model: str | None = None) -> tuple[str, ...]:
    """The secrets that a task reaches datasets with, and the registry that a model is kept in."""
    return tuple(dict.fromkeys([*_of_connections(graph, datasets), *_of_registry(graph, model)]))


def named_secrets(environment: Mapping[str, str | SecretReference]) -> tuple[str, ...]:
    """The secrets that a command of the project is given under names of its own: opsgen hands them over."""
    return tuple(dict.fromkeys(secrets(environment).values()))


def is_on_one_machine(graph: EnvironmentGraph, dataset: str) -> bool:
    """Whether a dataset is in files of one machine, so that tasks in different pods do not see the same."""
    connection = graph.spec.connections[graph.spec.datasets[dataset].source.connection]
    return connection.type == "duckdb" or (connection.type == "files" and "://" not in connection.root)


def touched(deployment: BatchDeployment) -> tuple[str, ...]:
    """The datasets that a batch deployment reads and writes."""
    return (*deployment.inputs, *([deployment.output] if deployment.output else []))


def used_by_batch(graph: EnvironmentGraph, deployment: BatchDeployment) -> tuple[str, ...]:
    """The datasets that a batch deployment reads and writes, and those that the check of its output reads."""
    judged = judged_with(graph, deployment.output) if deployment.output else ()
    return tuple(dict.fromkeys([*touched(deployment), *judged]))


def judged_with(graph: EnvironmentGraph, dataset: str) -> tuple[str, ...]:
    """The datasets that a check of one reads: itself, and what its rules compare it with."""
    rules = graph.spec.datasets[dataset].quality
    queried = graph.datasets if any(rule.query is not None for rule in rules) else ()
    return tuple(dict.fromkeys([dataset, *referenced(graph, dataset), *queried]))


def referenced(graph: EnvironmentGraph, dataset: str) -> Iterator[str]:
    """The datasets that a dataset's values must stand in."""
    judged = graph.spec.datasets[dataset]
    columns = [column.references for column in judged.columns.values()]
    rules = [rule.references for rule in judged.quality]
    return (reference.to.partition(".")[0] for reference in (*columns, *rules) if reference is not None)


def _of_connections(graph: EnvironmentGraph, datasets: Iterable[str]) -> Iterator[str]:
    for name in dict.fromkeys(graph.spec.datasets[dataset].source.connection for dataset in datasets):
        yield from _of_connection(graph, name)


def _of_connection(graph: EnvironmentGraph, name: str) -> Iterator[str]:
    for field in CREDENTIALS:
        reference: SecretReference | None = getattr(graph.spec.connections[name], field, None)
        if reference is not None:
            yield reference.secret


def _of_registry(graph: EnvironmentGraph, model: str | None) -> Iterator[str]:
    registry = graph.spec.models[model].registry if model else None
    if registry is None:
        return
    if registry.type == "files":
        yield from _of_connection(graph, registry.connection)
    elif not isinstance(registry.uri, str):
        yield registry.uri.secret


def _text(value: str | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(text(value))
