"""The kustomize folder of each environment on Kubernetes."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeAlias

from opsgen.backends.api import Artifact
from opsgen.backends.kubernetes.component import MountedFile, deployment_component, environment_component
from opsgen.backends.kubernetes.environment import targets
from opsgen.backends.kubernetes.exposure import TRACK
from opsgen.backends.kubernetes.jobs import batch_job, job_objects, monitor_job
from opsgen.backends.kubernetes.network import default_deny, tasks_policy
from opsgen.backends.kubernetes.objects import Kustomization, ModelPins, Namespace, Pins
from opsgen.backends.kubernetes.served_model import component_of, model_pins
from opsgen.backends.kubernetes.servers import server_objects
from opsgen.render.encode.comment import comment_safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from opsgen.backends.kubernetes.component import Component
    from opsgen.backends.kubernetes.environment import KubernetesEnvironment
    from opsgen.backends.kubernetes.objects import DeploymentComponent, Manifest
    from opsgen.graph import ProjectGraph

    Planned: TypeAlias = Manifest | Kustomization | Pins | ModelPins | DeploymentComponent

PINS = "pins"
"""The folder with the component that pins images: its `images:` apply to all resources of the folder above."""
MODEL_PINS = "models.yaml"
"""The file in it with the pinned versions of models."""


def artifacts(project: ProjectGraph) -> Iterator[Artifact]:
    """Yield every object of every environment."""
    for target in targets(project):
        yield from _artifacts(target, list(files(target)))


def files(target: KubernetesEnvironment) -> Iterator[MountedFile]:
    """Yield the objects of an environment, one per file."""
    namespace = environment_component(target, target.namespace, "namespace")
    yield MountedFile("namespace.yaml", _namespace(namespace), namespace)
    denial = environment_component(target, "default-deny", "namespace")
    yield MountedFile("network-policy.yaml", default_deny(denial), denial)
    for component, manifests in _components(target):
        for manifest in manifests:
            yield MountedFile(f"{component.name}/{_file_name(manifest)}", manifest, component)


def _components(target: KubernetesEnvironment) -> Iterator[tuple[Component, Iterable[Manifest]]]:
    """Yield the objects for Airflow's tasks, then servers with their monitors and jobs, in the order of the spec."""
    if target.runs_tasks:
        tasks = environment_component(target, "tasks", "task")
        yield tasks, [tasks_policy(tasks)]
    image = target.graph.image
    if image is None:
        return
    for name, deployment in target.graph.spec.deployments.items():
        if deployment.type == "batch":
            job = batch_job(target, name, deployment)
            yield job.component, job_objects(job, image)
            continue
        server = deployment_component(target, name, deployment, "server")
        yield server, server_objects(server, name, deployment, image)
        if deployment.monitor:
            job = monitor_job(server, name, deployment.monitor)
            yield job.component, job_objects(job, image)


def _namespace(environment: Component) -> Namespace:
    version = f"v{environment.output.version}"
    levels = ("enforce", "audit", "warn")
    # Admission rejects pods that do not meet the restricted standard. The version is pinned, so that an upgrade of the
    # cluster does not change the rules. https://kubernetes.io/docs/concepts/security/pod-security-admission/
    labels = {f"pod-security.kubernetes.io/{level}": "restricted" for level in levels}
    labels |= {f"pod-security.kubernetes.io/{level}-version": version for level in levels}
    metadata = environment.metadata(labels=labels, annotations=environment.described | environment.kept)
    # A Namespace has no namespace itself.
    return Namespace({key: value for key, value in metadata.items() if key != "namespace"})


def _file_name(manifest: Manifest) -> str:
    track = manifest.metadata["labels"].get(TRACK)
    return f"{manifest.template}-{track}.yaml" if track else f"{manifest.template}.yaml"


def _artifacts(target: KubernetesEnvironment, files: list[MountedFile]) -> Iterator[Artifact]:
    """Yield the files of an environment, after the lists that name them."""
    folder = f"{target.output.path}/{target.graph.name}"
    for path, manifest in [*_lists(target, files), *((file.path, file.manifest) for file in files)]:
        yield Artifact(
            path=f"{folder}/{path}",
            template=f"kubernetes/{manifest.template}.yaml.jinja",
            values={"spec_file": comment_safe(target.source), "manifest": manifest},
            environment=target.graph.name,
            released="pins" if isinstance(manifest, Pins | ModelPins) else "file",
        )


def _lists(target: KubernetesEnvironment, files: list[MountedFile]) -> Iterator[tuple[str, Planned]]:
    """Yield the kustomization, the pins, and a component for each deployment whose model must be pinned."""
    image, served = _pinned(target), list(_served(files))
    always = [file.path for file in files if file.component.model is None]
    components = {"components": [PINS]} if image or served else {}
    yield "kustomization.yaml", Kustomization(always, components)
    if components:
        yield f"{PINS}/kustomization.yaml", Pins(_parts(target, served), [image] if image else [])
    if served:
        models = [component.model for component, _found in served if component.model]
        yield f"{PINS}/{MODEL_PINS}", model_pins(target, models)
    for component, found in served:
        names = [file.path.removeprefix(f"{component.name}/") for file in found]
        yield (
            f"{component.name}/kustomization.yaml",
            component_of([file.manifest for file in found], names, component.model or ""),
        )


def _parts(target: KubernetesEnvironment, served: Sequence[tuple[Component, list[MountedFile]]]) -> dict[str, Any]:
    """Return what the pins add to the environment: the deployments whose model has a pinned version."""
    listed = [f"../{component.name}" for component, _files in served if component.model in target.graph.models]
    return ({"resources": [MODEL_PINS]} if served else {}) | ({"components": listed} if listed else {})


def _served(files: Iterable[MountedFile]) -> Iterator[tuple[Component, list[MountedFile]]]:
    for _name, group in groupby(files, key=lambda file: file.component.name):
        found = list(group)
        if found[0].component.model is not None:
            yield found[0].component, found


def _pinned(target: KubernetesEnvironment) -> dict[str, str] | None:
    """How kustomize replaces the image: by its digest where opsgen.lock has one, else by the project's version."""
    project, pin = target.graph.spec.project, target.graph.pin
    if project.image is None or not target.graph.spec.deployments:
        return None
    if pin is not None:
        return {"name": project.image.repository, "digest": pin.partition("@")[2]}
    return {"name": project.image.repository, "newTag": project.version}
