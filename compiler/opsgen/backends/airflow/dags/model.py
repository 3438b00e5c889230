"""The DAG of a model: it is trained, must pass its gates, is explained and registered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.airflow import runners
from opsgen.backends.airflow.dags import doc_md
from opsgen.backends.airflow.dags.dag_spec import DagSpec
from opsgen.backends.airflow.dags.step import Command
from opsgen.graph import tasks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.airflow.environment import AirflowEnvironment
    from opsgen.backends.airflow.scheduled_part import ScheduledPart
    from opsgen.language.model import Model


def outline(target: AirflowEnvironment, subject: ScheduledPart) -> DagSpec:
    name, model = subject.name, target.graph.spec.models[subject.name]
    artifacts = runners.of(target).ARTIFACTS
    return DagSpec(
        subject,
        steps=tuple(_steps(target, name, model, tasks.metrics_file(name, artifacts))),
        variables={**tasks.environment_variables(target.graph), **tasks.model_variables(name, model, artifacts)},
        doc=doc_md.of_model(target.graph, model),
        model=name,
    )


def _steps(target: AirflowEnvironment, name: str, model: Model, metrics: str) -> Iterator[Command]:
    registry = tasks.credentials(target.graph, [], name)
    yield Command(
        "train",
        tuple(model.train.command),
        inlets=(model.features.dataset,),
        variables=tasks.texts(model.train.environment),
        secrets=tasks.secrets(model.train.environment),
        credentials=tasks.credentials(target.graph, [model.features.dataset], name),
        execution=model.train,
    )
    if model.evaluate:
        yield Command(
            "evaluate",
            target.commands.gate(name, metrics),
            credentials=registry,
            final_exit_codes=tasks.FINAL_EXIT_CODES,
        )
    if model.explain:
        yield Command(
            "explain",
            tuple(model.explain.command),
            variables=tasks.texts(model.explain.environment),
            secrets=tasks.secrets(model.explain.environment),
            credentials=tasks.credentials(target.graph, [model.features.dataset], name),
            execution=model.explain,
        )
    if model.registry:
        yield Command("register", target.commands.register(name, metrics), credentials=registry)
