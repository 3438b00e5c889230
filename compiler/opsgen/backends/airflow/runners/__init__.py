"""Where the commands of a DAG run: as processes of the worker, or in pods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from opsgen.backends.airflow.runners import pod, process

if TYPE_CHECKING:
    from opsgen.backends.airflow.dags.dag_spec import DagSpec
    from opsgen.backends.airflow.dags.step import Command
    from opsgen.backends.airflow.emit.model import Part
    from opsgen.backends.airflow.environment import AirflowEnvironment


class Runner(Protocol):
    """One way to run commands. `process.py` and `pod.py` are runners."""

    OPERATOR: str
    PRE_IMPORTED: str | None
    """The `airflow.*` module of the operator that takes long to import."""

    def part(self, target: AirflowEnvironment) -> Part:
        """The operator, for the shared module: it needs nothing but Airflow and its providers."""
        ...

    def text(self, value: str) -> str:
        """What the operator must be given for a command to see `value`."""
        ...

    def secrets(self, command: Command) -> dict[str, str]:
        """The environment variables that the operator fills with secrets, and which ones."""
        ...

    def default_arguments(self, outline: DagSpec) -> dict[str, object]:
        """What all tasks of a DAG are given that the other runners have no use for."""
        ...

    def arguments(self, command: Command) -> dict[str, object]:
        """What a task is given that the other runners have no use for."""
        ...


def of(target: AirflowEnvironment) -> Runner:
    return pod if target.graph.runner == "kubernetes" else process
