"""`runner: kubernetes`: commands run in pods that keep to the restricted Pod Security Standard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.airflow.emit.model import Part
from opsgen.render.encode.kubernetes import argument
from opsgen.render.encode.python import call

if TYPE_CHECKING:
    from opsgen.backends.airflow.dags.dag_spec import DagSpec
    from opsgen.backends.airflow.dags.step import Command
    from opsgen.backends.airflow.environment import AirflowEnvironment
    from opsgen.language.task import Gpu, TaskResources

OPERATOR = "PodOperator"
PRE_IMPORTED = "airflow.providers.cncf.kubernetes.operators.pod"

_REQUESTS = {"cpu": "100m", "memory": "256Mi", "ephemeral-storage": "256Mi"}
_LIMITS = {"cpu": "1", "memory": "1Gi", "ephemeral-storage": "1Gi"}


def part(target: AirflowEnvironment) -> Part:
    kubernetes = target.graph.settings.kubernetes
    return Part(
        "airflow/pod_operator.py.jinja",
        {
            "namespace": kubernetes.namespace if kubernetes else None,
            "requests": _REQUESTS,
            "limits": _LIMITS,
        },
        names=(
            *("IMAGE", "Any", "AirflowException", "AirflowFailException", "Context", "KubernetesPodOperator", "Secret"),
            "client",
        ),
    )


def text(value: str) -> str:
    return argument(value)


def secrets(command: Command) -> dict[str, str]:
    given = {name: name for name in command.credentials if name not in command.variables}
    return {**given, **command.secrets}


def default_arguments(outline: DagSpec) -> dict[str, object]:
    return {"component": outline.subject.component}


def arguments(command: Command) -> dict[str, object]:
    resources = command.execution.resources if command.execution else None
    if resources is None:
        return {}
    gpu = _gpu_node(resources.gpu) if resources.gpu else {}
    return {"compute": _given(resources), **gpu}


def _given(resources: TaskResources) -> dict[str, str]:
    """What the spec gives is both requested and the limit."""
    amounts = {
        "cpu": resources.cpu,
        "memory": resources.memory,
        "ephemeral-storage": resources.ephemeral_storage,
        **({resources.gpu.resource: str(resources.gpu.count)} if resources.gpu else {}),
    }
    return {name: amount for name, amount in amounts.items() if amount is not None}


def _gpu_node(gpu: Gpu) -> dict[str, object]:
    toleration = call("client.V1Toleration", key=gpu.resource, operator="Exists", effect="NoSchedule")
    node_selector = {"node_selector": {"nvidia.com/gpu.product": gpu.product}} if gpu.product else {}
    return {"tolerations": [toleration], **node_selector}
