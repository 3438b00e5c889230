"""What writes a version of a dataset: the SQL of its transform, or the project's command."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from opsgen.graph import tasks
from opsgen.language.values import is_inline_sql
from opsgen.runtime.engines import secret
from opsgen.runtime.engines.engine import QueryError
from opsgen.runtime.engines.open import Engines
from opsgen.runtime.produce.sql import read_sql
from opsgen.runtime.staging.run_id import VARIABLE
from opsgen.runtime.staging.store import StagingError
from opsgen.sql.parameters import parameters
from opsgen.sql.rules.queries import reading
from opsgen.sql.sources.locations import address
from opsgen.sql.sources.tables import table_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sqlglot import exp

    from opsgen.graph import EnvironmentGraph
    from opsgen.graph.partitions.keys import Key
    from opsgen.graph.partitions.partitioning import Partitioning
    from opsgen.language.secret import SecretReference
    from opsgen.runtime.staging.store import Output

PARTITION = "{partition}"
"""The argument of a command in whose place the key of the partition is put."""
STOPPING = 30
"""Seconds that a command has to end after it is asked to, as Kubernetes gives a pod."""


class CommandFailedError(Exception):
    """The project's command exited with an error; the message has its exit code."""


class Attempt(NamedTuple):
    """The run that a task belongs to, and the partition that it writes, if it writes one."""

    run: str
    key: Key | None = None
    partitioning: Partitioning | None = None

    def variables(self) -> dict[str, str]:
        """What tells a command which run and partition it is about."""
        if self.key is None or self.partitioning is None:
            return {VARIABLE: self.run}
        interval = self.partitioning.interval(self.key)
        return {
            VARIABLE: self.run,
            "OPSGEN_PARTITION": str(self.key),
            "OPSGEN_INTERVAL_START": interval.start.isoformat(),
            "OPSGEN_INTERVAL_END": interval.end.isoformat(),
        }


class Task(Protocol):
    """Writes a version of a dataset."""

    @property
    def inputs(self) -> Sequence[str]:
        """The datasets that it reads."""
        ...

    @property
    def code(self) -> str:
        """SHA-256 of what it runs."""
        ...

    def run(self, graph: EnvironmentGraph, attempt: Attempt, output: Output) -> None:
        """Write a version. In the graph, the dataset's source is the place to write to."""
        ...


@dataclass(frozen=True, slots=True)
class SqlTask:
    """One SELECT over the inputs."""

    dataset: str
    inputs: Sequence[str]
    sql: str
    folder: Path

    def __str__(self) -> str:
        return f"the SQL of {self.dataset}"

    @property
    def code(self) -> str:
        return _digest(self.sql)

    def run(self, graph: EnvironmentGraph, attempt: Attempt, output: Output) -> None:  # noqa: ARG002
        engines = Engines(graph, dict.fromkeys([*self.inputs, self.dataset]), self.folder, writes=self.dataset)
        try:
            engine = engines.of(self.dataset)
            for each in self.inputs:
                if engines.realm(each) != engines.realm(self.dataset):
                    raise QueryError(f"`{each}` is read through another connection, and one query cannot read both")
            relations = {each: engine.relation(each) for each in self.inputs}
            dialect = engine.dialect.name
            bound: dict[str, exp.Expr] = {}
            if attempt.key is not None and attempt.partitioning is not None:
                # The source in this graph is that of the staged version, whose path has no placeholder.
                bound = parameters(graph.spec.datasets[self.dataset], attempt.partitioning, attempt.key, dialect)
            engine.write(self.dataset, reading(self.sql, dialect, relations, bound))
        finally:
            engines.close()


@dataclass(frozen=True, slots=True)
class CommandTask:
    """The project's command. Environment variables tell it what to do, and where to write."""

    name: str
    """The dataset or deployment that it belongs to."""
    inputs: Sequence[str]
    command: Sequence[str]
    environment: Mapping[str, str | SecretReference]
    variables: Mapping[str, str]
    folder: Path
    hidden: frozenset[str] = frozenset()
    """The secrets of this process that the command does not get."""

    def __str__(self) -> str:
        return f"the command of {self.name}"

    @property
    def code(self) -> str:
        return _digest(json.dumps(list(self.command)))

    def run(self, graph: EnvironmentGraph, attempt: Attempt, output: Output | None = None) -> None:
        variables = {
            **tasks.environment_variables(graph),
            **attempt.variables(),
            **{f"OPSGEN_INPUT_{_variable(name)}": location(graph, name, self.folder) for name in self.inputs},
            **self.variables,
            **tasks.texts(self.environment),
            **_secrets(tasks.secrets(self.environment)),
        }
        if output is not None:
            variables |= {"OPSGEN_OUTPUT": output.address, "OPSGEN_OUTPUT_KIND": output.kind}
        # `{partition}` is the text of an argument and never part of one, so no value of it becomes anything else.
        key = str(attempt.key) if attempt.key is not None else None
        command = [key if word == PARTITION and key is not None else word for word in self.command]
        hidden = {each for name in self.hidden for each in (name, f"{name}_FILE")}
        given = {name: value for name, value in os.environ.items() if name not in hidden}
        _run(command, given | variables, self.folder)


def task_of(graph: EnvironmentGraph, name: str, folder: Path, model_files: Path | None = None) -> Task:
    """What writes a dataset. Raises StagingError if nothing in the spec does."""
    producer = graph.datasets[name].producer
    if producer.kind == "batch" and producer.deployment is not None:
        return batch_task(graph, producer.deployment, folder, model_files)
    if producer.transform is not None and producer.transform.sql is not None:
        return SqlTask(name, producer.inputs, read_sql(producer.transform.sql, folder), folder)
    made = producer.transform or producer.ingest
    if made is not None and made.command is not None:
        variables = {"OPSGEN_DATASET": name}
        return CommandTask(name, producer.inputs, made.command, made.environment, variables, folder)
    raise StagingError(f"{name} has neither `ingest` nor `transform`, so opsgen does not write it")


def batch_task(graph: EnvironmentGraph, name: str, folder: Path, model_files: Path | None = None) -> CommandTask:
    """The command of a batch deployment. `model_files` is where the files of its model were put for it."""
    deployment = next(found for each, found in graph.batch() if each == name)
    variables, hidden = {"OPSGEN_DEPLOYMENT": name}, set[str]()
    if deployment.output is not None:
        variables["OPSGEN_DATASET"] = deployment.output
    if deployment.model is not None:
        if model_files is None:
            # Whoever runs the task may keep the model's files elsewhere, such as in a volume.
            files = {each: os.environ.get(each, path) for each, path in tasks.model_files(deployment.model).items()}
        else:
            files = {"OPSGEN_ARTIFACTS": str(model_files), "OPSGEN_METRICS": str(model_files / "metrics.json")}
        variables |= tasks.model_variables(deployment.model, graph.spec.models[deployment.model]) | files
        # A command that loads a model needs no access to the registry, in which it could change versions.
        needed = tasks.credentials(graph, tasks.used_by_batch(graph, deployment))
        hidden = {*tasks.credentials(graph, [], deployment.model)} - {*needed}
    environment = deployment.environment
    return CommandTask(name, deployment.inputs, deployment.command, environment, variables, folder, frozenset(hidden))


def where(graph: EnvironmentGraph, name: str) -> str:
    """What an error of the task is about: the file of its SQL, or the dataset."""
    transform = graph.datasets[name].producer.transform
    sql = None if transform is None else transform.sql
    return name if sql is None or is_inline_sql(sql) else sql


def location(graph: EnvironmentGraph, name: str, folder: Path) -> str:
    """Where a command finds a dataset: a path, a URI, or the name of a table."""
    source = graph.spec.datasets[name].source
    connection = graph.spec.connections[source.connection]
    if source.layout == "versioned":
        from opsgen.runtime.engines.versions import root_of, version_path

        return (root_of(connection, folder) / version_path(source, connection, folder)).as_posix()
    if source.path is None:
        table = table_of(source, connection)
        return ".".join(part.name for part in table.parts)
    if connection.type == "duckdb":
        return (folder / source.path).as_posix()
    return address(connection, source.path, folder)


def _secrets(named: Mapping[str, str]) -> dict[str, str]:
    """The variables that hold secrets. A secret that is in a file stays there, and `NAME_FILE` names the file."""
    found = {}
    for variable, name in named.items():
        if name not in os.environ and f"{name}_FILE" in os.environ:
            found[f"{variable}_FILE"] = os.environ[f"{name}_FILE"]
        else:
            found[variable] = secret.named(name)
    return found


def _run(command: Sequence[str], environment: Mapping[str, str], folder: Path) -> None:
    try:
        # The command is the project's own, as is the code that it runs.
        process = subprocess.Popen(list(command), env=dict(environment), cwd=folder)  # noqa: S603
    except OSError as error:
        raise CommandFailedError(f"{command[0]} cannot be run: {error.strerror}") from None
    try:
        code = process.wait()
    except BaseException:
        # The command may hold connections and locks, so it gets time to let go of them.
        process.terminate()
        try:
            process.wait(STOPPING)
        except subprocess.TimeoutExpired:
            process.kill()
        raise
    if code != 0:
        how = f"was ended by signal {-code}" if code < 0 else f"exited with {code}"
        raise CommandFailedError(f"the command {command[0]} {how}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _variable(name: str) -> str:
    return name.upper().replace("-", "_")
