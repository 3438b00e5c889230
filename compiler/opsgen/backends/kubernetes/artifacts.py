"""The kustomize folder of each environment on Kubernetes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.api import Artifact
from opsgen.backends.kubernetes.component import MountedFile, deployment_component, environment_component
from opsgen.backends.kubernetes.environment import targets
from opsgen.backends.kubernetes.exposure import TRACK
from opsgen.backends.kubernetes.jobs import batch_job, job_objects, monitor_job
from opsgen.backends.kubernetes.model_volume import claims
from opsgen.backends.kubernetes.network import default_deny, tasks_policy
from opsgen.backends.kubernetes.objects import Kustomization, Namespace, Pins
from opsgen.backends.kubernetes.servers import server_objects
from opsgen.render.encode.comment import comment_safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opsgen.backends.kubernetes.component import Component
    from opsgen.backends.kubernetes.environment import KubernetesEnvironment
    from opsgen.backends.kubernetes.objects import Manifest
    from opsgen.graph import ProjectGraph


PINS = "pins"
"""The folder with the component that pins images: its `images:` apply to all resources of the folder above."""


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
        yield tasks, _task_objects(tasks)
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


def _task_objects(tasks: Component) -> Iterator[Manifest]:
    """Yield the objects that the pods of Airflow's tasks need."""
    yield from claims(tasks)
    yield tasks_policy(tasks)


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
    folder = f"{target.output.path}/{target.graph.name}"
    pins = _pinned(target)
    components = {"components": [PINS]} if pins else {}
    listed: list[tuple[str, Manifest | Kustomization | Pins]] = [
        ("kustomization.yaml", Kustomization([file.path for file in files], components))
    ]
    if pins:
        listed.append((f"{PINS}/kustomization.yaml", Pins([pins])))
    for path, manifest in [*listed, *((file.path, file.manifest) for file in files)]:
        yield Artifact(
            path=f"{folder}/{path}",
            template=f"kubernetes/{manifest.template}.yaml.jinja",
            values={"spec_file": comment_safe(target.source), "manifest": manifest},
            environment=target.graph.name,
            released="pins" if isinstance(manifest, Pins) else "file",
        )


def _pinned(target: KubernetesEnvironment) -> dict[str, str] | None:
    """How kustomize replaces the image: by its digest where opsgen.lock has one, else by the project's version."""
    project, pin = target.graph.spec.project, target.graph.pin
    if project.image is None or not target.graph.spec.deployments:
        return None
    if pin is not None:
        return {"name": project.image.repository, "digest": pin.partition("@")[2]}
    return {"name": project.image.repository, "newTag": project.version}
