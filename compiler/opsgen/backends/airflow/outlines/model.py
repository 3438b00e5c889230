"""The DAG of a model: it is trained, must pass its gates, is explained and registered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.airflow import runners
from opsgen.backends.airflow.outlines import document, variables
from opsgen.backends.airflow.outlines.outline import Outline
from opsgen.backends.airflow.outlines.step import Command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.airflow.subject import Subject
    from opsgen.backends.airflow.target import Target
    from opsgen.spec.model import Model


def outline(target: Target, subject: Subject) -> Outline:
    name, model = subject.name, target.graph.spec.models[subject.name]
    artifacts = runners.of(target).artifacts(name)
    return Outline(
        subject,
        steps=tuple(_steps(target, name, model, f"{artifacts}/metrics.json")),
        variables={**variables.of_environment(target.graph), **variables.of_model(name, model, artifacts)},
        doc=document.of_model(target.graph, model),
        model=name,
    )


def _steps(target: Target, name: str, model: Model, metrics: str) -> Iterator[Command]:
    registry = variables.credentials(target.graph, [], name)
    yield Command(
        "train",
        tuple(model.train.command),
        inlets=(model.features.dataset,),
        variables=variables.texts(model.train.environment),
        secrets=variables.secrets(model.train.environment),
        credentials=variables.credentials(target.graph, [model.features.dataset], name),
        execution=model.train,
    )
    if model.evaluate:
        words = target.opsgen("gate", name, "--metrics", metrics)
        yield Command("evaluate", words, credentials=registry)
    if model.explain:
        yield Command(
            "explain",
            tuple(model.explain.command),
            variables=variables.texts(model.explain.environment),
            secrets=variables.secrets(model.explain.environment),
            credentials=variables.credentials(target.graph, [model.features.dataset], name),
            execution=model.explain,
        )
    if model.registry:
        words = target.opsgen("register", name, "--metrics", metrics)
        yield Command("register", words, credentials=registry)
