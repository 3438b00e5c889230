"""The model that pods apply: the version that is pinned, which they fetch and verify before their command starts.

Its digest is part of the pod template, so a new version is rolled out, analysed and rolled back as new code is. Without
a pinned version there is nothing to serve: the objects of such a deployment are in a component of their own, which
the pin file lists once there is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.backends.kubernetes.objects import Container, DeploymentComponent, ModelPins
from opsgen.backends.kubernetes.secrets import file_variable
from opsgen.backends.kubernetes.variables import SECRETS_FOLDER, Variables
from opsgen.graph import tasks
from opsgen.graph.served import PIN, fetched
from opsgen.render.encode.kubernetes import argument

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from opsgen.backends.kubernetes.component import Component
    from opsgen.backends.kubernetes.environment import KubernetesEnvironment
    from opsgen.backends.kubernetes.objects import Manifest
    from opsgen.backends.kubernetes.quantities import Requirements
    from opsgen.graph import EnvironmentGraph

FOLDER = "/models"
"""Where servers find the folder of their model."""
INIT = "fetch-model"
"""The name of the container that fetches the model."""
PINS = "opsgen-models"
"""The name of the ConfigMap with the pinned versions. kustomize reads it, and the cluster never gets it."""
_VOLUME = "model"
_NOTHING = "none"
"""What manifests have where kustomize puts the pinned version."""
_POD = {
    "CronJob": "spec.jobTemplate.spec.template.spec",
    "Deployment": "spec.template.spec",
    "InferenceService": "spec.predictor",
    "Rollout": "spec.template.spec",
}
"""The path of the pod in each kind of workload."""


def model_variables(target: KubernetesEnvironment, model: str | None) -> dict[str, str]:
    """Return the variables with the name and the folder of the model that a server applies."""
    if model is None:
        return {}
    root = FOLDER if fetched(target.graph, model) else tasks.ARTIFACTS_FOLDER
    return tasks.model_variables(model, target.graph.spec.models[model], root)


def pin_literal(graph: EnvironmentGraph, model: str | None) -> dict[str, str]:
    """Return the variable that kustomize sets to the pinned version, for a command that loads the model."""
    return {PIN: _NOTHING} if fetched(graph, model) else {}


def mounts(target: KubernetesEnvironment, model: str | None) -> list[dict[str, Any]]:
    """Return the mount of the model's folder in a server."""
    # A server that is taken over must not be able to replace its model.
    return [{"name": _VOLUME, "mountPath": FOLDER, "readOnly": True}] if fetched(target.graph, model) else []


def volumes(component: Component, model: str | None, resources: Requirements) -> list[dict[str, Any]]:
    """Return the volumes of a server that fetches a model."""
    if model is None or not fetched(component.graph, model):
        return []
    # The volume counts as storage of the pod: a larger model needs a higher limit of the container.
    folder = {"name": _VOLUME, "emptyDir": {"sizeLimit": resources["limits"]["ephemeral-storage"]}}
    return [folder, *(volume | {"name": INIT} for volume in _access(component, model).volumes)]


def init_containers(
    component: Component, model: str | None, image: str, config_map: str, resources: Requirements
) -> dict[str, tuple[Container, ...]]:
    """Return the container that fetches the model, if a server applies one. It alone gets secrets of the registry."""
    if model is None or not fetched(component.graph, model):
        return {}
    commands = tasks.Commands(component.target.spec_file, component.graph.name)
    access = _access(component, model)
    found = Container(
        name=INIT,
        image=image,
        command=[argument(word) for word in commands.fetch_model(model, f"{FOLDER}/{model}")],
        config_map=config_map,
        secret_variables=access.references,
        resources=resources,
        volume_mounts=[
            {"name": "tmp", "mountPath": "/tmp"},  # noqa: S108
            *(mount | {"name": INIT} for mount in access.mounts),
            {"name": _VOLUME, "mountPath": FOLDER},
        ],
    )
    return {"initContainers": (found,)}


def _access(component: Component, model: str) -> Variables:
    """Return the variables with which the registry is reached, and the version."""
    graph, as_files = component.graph, component.output.secrets == "files"
    names = tasks.credentials(graph, [], model)
    files = {file_variable(name): f"{SECRETS_FOLDER}/{name}" for name in names} if as_files else {}
    literals = pin_literal(graph, model) | files
    return Variables({}, {name: name for name in names}, graph.spec.project.name, as_files, literals=literals)


def component_of(manifests: Sequence[Manifest], files: Sequence[str], model: str) -> DeploymentComponent:
    """Return the component of a deployment whose model is pinned."""
    workload = next(each for each in manifests if each.kind in _POD)
    container = "containers.[name=job]" if workload.kind == "CronJob" else f"initContainers.[name={INIT}]"
    source = {"kind": "ConfigMap", "name": PINS, "fieldPath": f"data.{model}"}
    target = {
        "select": {"kind": workload.kind, "name": workload.metadata["name"]},
        "fieldPaths": [f"{_POD[workload.kind]}.{container}.env.[name={PIN}].value"],
    }
    return DeploymentComponent(files, [{"source": source, "targets": [target]}])


def model_pins(target: KubernetesEnvironment, models: Iterable[str]) -> ModelPins:
    """Return the ConfigMap with the pinned versions of models, by model."""
    annotations = {"config.kubernetes.io/local-config": "true"}
    pins = target.graph.models
    data = {model: pins[model] for model in dict.fromkeys(models) if model in pins}
    return ModelPins({"name": PINS, "annotations": annotations}, data)
