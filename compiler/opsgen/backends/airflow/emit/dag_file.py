"""An outline becomes a DAG's file, in terms of the Airflow and the runner of its environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.airflow import runners
from opsgen.backends.airflow.dags.step import Command
from opsgen.backends.airflow.emit import asset
from opsgen.backends.airflow.emit.dag_arguments import arguments
from opsgen.backends.airflow.emit.imports import GeneratedModule, imports, names_in
from opsgen.backends.airflow.emit.model import Constant, Dag, Task
from opsgen.backends.airflow.emit.task import task
from opsgen.backends.api import Artifact
from opsgen.render.encode.comment import comment_safe
from opsgen.render.encode.python import Arguments

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.backends.airflow.dags.dag_spec import DagSpec
    from opsgen.backends.airflow.environment import AirflowEnvironment

_TEMPLATE = "airflow/dag.py.jinja"
_SHARED = frozenset({"CommandOperator", "PodOperator", "asset", "dataset", "default_args", "model_pin", "tags"})
"""What DAG files import from the module that they share."""


def artifact(target: AirflowEnvironment, outline: DagSpec) -> Artifact:
    path = target.file(outline.subject.kind, outline.subject.name)
    return Artifact(path, _TEMPLATE, {"dag": dag(target, outline)}, target.graph.name, "file")


def dag(target: AirflowEnvironment, outline: DagSpec) -> Dag:
    used, constants = runners.of(target), tuple(_constants(target, outline))
    shared = GeneratedModule(target.common_module, _SHARED)
    said = Arguments(arguments(target, outline))
    tasks = tuple(task(target, step) for step in outline.steps)
    return Dag(
        spec_file=comment_safe(target.project.source),
        imports=imports(_names(constants, said, tasks), target.release, shared, used.PRE_IMPORTED),
        constants=constants,
        arguments=said,
        tasks=tasks,
        chains=(tuple(each.variable for each in tasks),) if len(tasks) > 1 else (),
    )


def _constants(target: AirflowEnvironment, outline: DagSpec) -> Iterator[Constant]:
    for dataset in dict.fromkeys(_datasets(outline)):
        yield Constant(asset.variable(target, dataset), asset.declaration(target, dataset))


def _datasets(outline: DagSpec) -> Iterator[str]:
    """Those that the file speaks of."""
    yield from outline.subject.schedule.datasets
    for step in outline.steps:
        match step:
            case Command(inlets=inlets, outlets=outlets):
                yield from (*inlets, *outlets)


def _names(constants: Sequence[Constant], said: Arguments, tasks: Sequence[Task]) -> Iterator[str]:
    """Everything that the file uses by name."""
    yield "DAG"
    yield from (each.operator.text for each in tasks)
    for values in (said.values, *(each.arguments.values for each in tasks)):
        yield from names_in(values.values())
    yield from names_in(constant.value for constant in constants)
