"""The DAG of a model: it is trained, must pass its gates, is explained and registered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.airflow.dags import doc_md
from opsgen.backends.airflow.dags.dag_spec import DagSpec
from opsgen.backends.airflow.dags.step import Command
from opsgen.graph import tasks
from opsgen.graph.training import training_steps

if TYPE_CHECKING:
    from opsgen.backends.airflow.environment import AirflowEnvironment
    from opsgen.backends.airflow.scheduled_part import ScheduledPart
    from opsgen.graph.training import TrainingStep
    from opsgen.language.model import Model


def outline(target: AirflowEnvironment, subject: ScheduledPart) -> DagSpec:
    name, model = subject.name, target.graph.spec.models[subject.name]
    return DagSpec(
        subject,
        steps=tuple(_command(step, model) for step in training_steps(target.graph, name, target.commands)),
        variables=tasks.environment_variables(target.graph),
        doc=doc_md.of_model(target.graph, model),
    )


def _command(step: TrainingStep, model: Model) -> Command:
    return Command(
        step.name,
        step.words,
        inlets=(model.features.dataset,) if step.name == "train" else (),
        credentials=step.credentials,
        execution=step.task,
        final_exit_codes=tasks.FINAL_EXIT_CODES if step.task is None else (),
    )
