"""`runner: process`: commands run as processes of the Airflow worker, in the project's folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.airflow.emit.model import Part

if TYPE_CHECKING:
    from opsgen.backends.airflow.dags.dag_spec import DagSpec
    from opsgen.backends.airflow.dags.step import Command
    from opsgen.backends.airflow.environment import AirflowEnvironment

OPERATOR = "CommandOperator"
PRE_IMPORTED = None


def part(target: AirflowEnvironment) -> Part:
    project = target.project.name.upper().replace("-", "_")
    return Part(
        "airflow/command_operator.py.jinja",
        {
            "folder_variable": f"OPSGEN_FOLDER_{project}",
            "path_variable": f"OPSGEN_PATH_{project}",
            "depth": target.depth,
        },
        names=(
            *("Any", "AirflowException", "AirflowFailException", "AirflowSkipException", "BaseOperator", "Context"),
            *("Path", "cached_property", "os"),
        ),
    )


def text(value: str) -> str:
    return value


def secrets(command: Command) -> dict[str, str]:
    return dict(command.secrets)


def default_arguments(outline: DagSpec) -> dict[str, object]:  # noqa: ARG001
    return {}


def arguments(command: Command) -> dict[str, object]:  # noqa: ARG001
    return {}
