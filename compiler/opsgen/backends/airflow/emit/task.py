"""A step of an outline becomes a task: an operator with its arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.airflow import runners
from opsgen.backends.airflow.dags.step import Command, Trigger
from opsgen.backends.airflow.emit import asset, duration
from opsgen.backends.airflow.emit.model import Task
from opsgen.render.encode.python import Arguments, Identifier, Name, call

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.backends.airflow.dags.step import Step
    from opsgen.backends.airflow.environment import AirflowEnvironment


def task(target: AirflowEnvironment, step: Step) -> Task:
    match step:
        case Command():
            return _task(step, runners.of(target).OPERATOR, _command(target, step))
        case Trigger(dag_id=dag_id):
            return _task(step, "TriggerDagRunOperator", {"trigger_dag_id": dag_id})


def _task(step: Step, operator: str, arguments: Mapping[str, object]) -> Task:
    return Task(Identifier(step.task_id), Name(operator), Arguments({"task_id": step.task_id, **arguments}))


def _env(target: AirflowEnvironment, command: Command) -> object:
    text = runners.of(target).text
    if command.model is not None:
        return call("model_pin", command.model)
    return {name: text(value) for name, value in command.variables.items()}


def _command(target: AirflowEnvironment, command: Command) -> dict[str, object]:
    used = runners.of(target)
    optional = {
        "env": _env(target, command),
        "secret_env": used.secrets(command),
        "inlets": [asset.variable(target, dataset) for dataset in command.inlets],
        "outlets": [asset.variable(target, dataset) for dataset in command.outlets],
        "skip_on_exit_code": command.skip_on_exit_code,
        "final_exit_codes": list(command.final_exit_codes),
    }
    return {
        "command": [used.text(word) for word in command.words],
        **{name: value for name, value in optional.items() if value},
        **used.arguments(command),
        **duration.overrides(command.execution),
    }
