"""`runner: kubernetes`: commands run in pods that keep to the restricted Pod Security Standard."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from opsgen.backends.airflow.emit.model import Part
from opsgen.graph.tasks import ARTIFACTS_VOLUME
from opsgen.render.encode.kubernetes import argument
from opsgen.render.encode.python import Call, Shared, call

if TYPE_CHECKING:
    from opsgen.backends.airflow.dags.dag_spec import DagSpec
    from opsgen.backends.airflow.dags.step import Command
    from opsgen.backends.airflow.environment import AirflowEnvironment
    from opsgen.language.task import Gpu, TaskResources

OPERATOR = "PodOperator"
ARTIFACTS = ARTIFACTS_VOLUME

_REQUESTS = {"cpu": "100m", "memory": "256Mi", "ephemeral-storage": "256Mi"}
_LIMITS = {"cpu": "1", "memory": "1Gi", "ephemeral-storage": "1Gi"}
_SHARED_REQUESTS, _SHARED_LIMITS = Shared(_REQUESTS), Shared(_LIMITS)


def part(target: AirflowEnvironment, outline: DagSpec) -> Part:
    kubernetes = target.graph.settings.kubernetes
    return Part(
        "airflow/pod_operator.py.jinja",
        {
            "namespace": kubernetes.namespace if kubernetes else None,
            "image": target.graph.image,
            "secret": target.project.name,
            "labels": _labels(target, outline),
            "annotations": {"opsgen.dev/owner": target.graph.owner(outline.subject.part)},
            "requests": _SHARED_REQUESTS,
            "limits": _SHARED_LIMITS,
            **_storage(target.project.name, has_artifacts=outline.model is not None),
        },
        names=("AirflowException", "AirflowFailException", "KubernetesPodOperator", "Secret", "client"),
    )


def text(value: str) -> str:
    return argument(value)


def secrets(command: Command) -> dict[str, str]:
    given = {name: name for name in command.credentials if name not in command.variables}
    return {**given, **command.secrets}


def arguments(outline: DagSpec, command: Command) -> dict[str, object]:
    resources = command.execution.resources if command.execution else None
    gpu = resources.gpu if resources else None
    return {
        "name": f"{outline.subject.name}-{command.task_id}".replace("_", "-"),
        **({"container_resources": _resources(resources)} if resources else {}),
        **(_gpu_node(gpu) if gpu else {}),
    }


def _labels(target: AirflowEnvironment, outline: DagSpec) -> dict[str, str]:
    return {
        "app.kubernetes.io/component": "task",
        "app.kubernetes.io/part-of": target.project.name,
        "app.kubernetes.io/managed-by": "airflow",
        "opsgen.dev/component": outline.subject.component,
        "opsgen.dev/environment": target.graph.name,
    }


@cache
def _storage(project: str, *, has_artifacts: bool) -> dict[str, Shared]:
    volumes = [call("client.V1Volume", name="tmp", empty_dir=call("client.V1EmptyDirVolumeSource"))]
    mounts = [call("client.V1VolumeMount", name="tmp", mount_path="/tmp")]  # noqa: S108
    if has_artifacts:
        claim = call("client.V1PersistentVolumeClaimVolumeSource", claim_name=f"{project}-artifacts")
        volumes.append(call("client.V1Volume", name="artifacts", persistent_volume_claim=claim))
        mounts.append(call("client.V1VolumeMount", name="artifacts", mount_path=ARTIFACTS))
    return {"volumes": Shared(volumes), "volume_mounts": Shared(mounts)}


def _resources(resources: TaskResources) -> Call:
    """What the spec gives is both requested and the limit."""
    given = _given(resources)
    return call("client.V1ResourceRequirements", requests=_REQUESTS | given, limits=_LIMITS | given)


def _given(resources: TaskResources) -> dict[str, str]:
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
