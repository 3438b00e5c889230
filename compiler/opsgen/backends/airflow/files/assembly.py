"""An outline becomes a DAG's file, in terms of the Airflow and the runner of its environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.airflow import runners
from opsgen.backends.airflow.files import asset, notification
from opsgen.backends.airflow.files.arguments import arguments
from opsgen.backends.airflow.files.dag import Dag, Keyword, Part, Task, keywords
from opsgen.backends.airflow.files.imports import imports, names_in
from opsgen.backends.airflow.files.task import task
from opsgen.backends.airflow.outlines.step import Command, Publish
from opsgen.backends.protocol import Artifact
from opsgen.encode.comment import comment_safe
from opsgen.encode.python import Identifier

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.backends.airflow.outlines.outline import Outline
    from opsgen.backends.airflow.target import Target

_TEMPLATE = "airflow/dag.py.jinja"


def artifact(target: Target, outline: Outline) -> Artifact:
    return Artifact(target.file(outline.subject.kind, outline.subject.name), _TEMPLATE, {"dag": dag(target, outline)})


def dag(target: Target, outline: Outline) -> Dag:
    callbacks = dict(notification.callbacks(target.graph.team(outline.subject.part)))
    parts = (*callbacks.values(), runners.of(target).part(target, outline))
    constants = tuple(_constants(target, outline))
    said = keywords(arguments(target, outline, list(callbacks)))
    tasks = tuple(task(target, outline, step) for step in outline.steps)
    return Dag(
        spec_file=comment_safe(target.project.spec_file),
        imports=imports(_names(constants, parts, said, tasks), target.release),
        constants=constants,
        parts=parts,
        arguments=said,
        tasks=tasks,
        chains=(tuple(each.variable for each in tasks),) if len(tasks) > 1 else (),
    )


def _constants(target: Target, outline: Outline) -> Iterator[Keyword]:
    text = runners.of(target).text
    yield Keyword(Identifier("ENV"), {name: text(value) for name, value in outline.variables.items()})
    for dataset in dict.fromkeys(_datasets(outline)):
        yield Keyword(asset.variable(target, dataset), asset.declaration(target, dataset))


def _datasets(outline: Outline) -> Iterator[str]:
    """Those that the file speaks of."""
    yield from outline.subject.schedule.datasets
    for step in outline.steps:
        match step:
            case Command(inlets=inlets):
                yield from inlets
            case Publish(dataset):
                yield dataset


def _names(
    constants: Sequence[Keyword], parts: Sequence[Part], said: Sequence[Keyword], tasks: Sequence[Task]
) -> Iterator[str]:
    """Everything that the file uses by name."""
    yield "DAG"
    for keyword in (*constants, *said, *(argument for each in tasks for argument in each.arguments)):
        yield from names_in(keyword.value)
    for part in parts:
        yield from part.names
        yield from names_in(list(part.values.values()))
    yield from (each.operator.text for each in tasks)
