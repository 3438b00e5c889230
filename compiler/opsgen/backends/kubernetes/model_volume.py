"""The volume with trained models. Pods of Airflow's tasks write it; servers and jobs read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.backends.kubernetes.objects import PersistentVolumeClaim
from opsgen.graph import tasks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.kubernetes.component import Component
    from opsgen.backends.kubernetes.environment import KubernetesEnvironment

_VOLUME = "artifacts"


def claims(tasks: Component) -> Iterator[PersistentVolumeClaim]:
    """Yield the volume claim, if tasks in pods train models."""
    if has_volume(tasks.target):
        volume = tasks.output.artifacts
        storage_class = {"storageClassName": volume.storage_class} if volume.storage_class else {}
        name = _claim_name(tasks.target)
        yield PersistentVolumeClaim(
            tasks.metadata(name, annotations=tasks.kept), [volume.access_mode], volume.size, storage_class
        )


def has_volume(target: KubernetesEnvironment) -> bool:
    """Whether pods train models and store them in a volume. Otherwise they are in the image or the registry."""
    return target.runs_tasks and bool(target.graph.spec.models)


def model_variables(target: KubernetesEnvironment, model: str | None) -> dict[str, str]:
    """Return the variables with the name and the path of the model that a command applies."""
    if model is None:
        return {}
    root = tasks.ARTIFACTS_VOLUME if has_volume(target) else tasks.ARTIFACTS_FOLDER
    return tasks.model_variables(model, target.graph.spec.models[model], root)


def mounts(target: KubernetesEnvironment, model: str | None) -> list[dict[str, Any]]:
    """Return the mount of the volume, for a container that applies a model."""
    # Only trainings write models. A server that is taken over must not be able to replace one.
    mount = {"name": _VOLUME, "mountPath": tasks.ARTIFACTS_VOLUME, "readOnly": True}
    return [mount] if model and has_volume(target) else []


def volumes(target: KubernetesEnvironment, model: str | None) -> list[dict[str, Any]]:
    """Return the volume, for a pod that applies a model."""
    claim = {"claimName": _claim_name(target), "readOnly": True}
    return [{"name": _VOLUME, "persistentVolumeClaim": claim}] if model and has_volume(target) else []


def _claim_name(target: KubernetesEnvironment) -> str:
    return f"{target.graph.spec.project.name}-artifacts"
