"""The pods of servers and jobs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from opsgen.backends.kubernetes import served_model
from opsgen.backends.kubernetes.objects import Container, Pod, ServerPod
from opsgen.backends.kubernetes.variables import config_map_name
from opsgen.language.values import seconds
from opsgen.render.encode.kubernetes import argument

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsgen.backends.kubernetes.component import Component
    from opsgen.backends.kubernetes.quantities import Requirements
    from opsgen.backends.kubernetes.variables import Variables
    from opsgen.language.deployment import OnlineDeployment, Probes
    from opsgen.language.task import Gpu

PROBE_PERIOD = 5
"""Seconds between two start-up probes, as in the template."""


@dataclass(frozen=True, slots=True)
class PodWork:
    """The command of a pod, and everything that it needs."""

    component: Component
    image: str
    command: Sequence[str]
    variables: Variables
    resources: Requirements
    gpu: Gpu | None
    container_name: str
    model: str | None = None
    """The model that a server applies, which it finds in a folder. A job fetches its model itself."""


def job_pod(work: PodWork) -> Pod:
    """Build the pod of a job."""
    return Pod(work.component.name, {}, _container(work), _volumes(work), _placement(work.gpu))


def server_pod(work: PodWork, deployment: OnlineDeployment) -> ServerPod:
    """Build the pod of a server."""
    probes = deployment.probes
    return ServerPod(
        service_account=work.component.name,
        init=served_model.init_containers(work.component, work.model, work.image, _config_map(work), work.resources),
        container=_container(work),
        volumes=_volumes(work),
        placement=_placement(work.gpu),
        port=deployment.port,
        startup_path=probes.startup or probes.path,
        startup_attempts=max(1, math.ceil(seconds(probes.startup_timeout) / PROBE_PERIOD)),
        readiness_path=probes.readiness or probes.path,
        liveness=_liveness(probes),
        selector=work.component.selector,
    )


def _container(work: PodWork) -> Container:
    temporary = {"name": "tmp", "mountPath": "/tmp"}  # noqa: S108
    return Container(
        name=work.container_name,
        image=work.image,
        command=[argument(word) for word in work.command],
        config_map=_config_map(work),
        secret_variables=work.variables.references,
        resources=work.resources,
        volume_mounts=[temporary, *work.variables.mounts, *served_model.mounts(work.component.target, work.model)],
    )


def _config_map(work: PodWork) -> str:
    return config_map_name(work.component, work.variables.data)


def _volumes(work: PodWork) -> list[dict[str, Any]]:
    # The root file system is read-only. A pod that exceeds the limit is evicted, and cannot fill the disk of its node.
    temporary = {"name": "tmp", "emptyDir": {"sizeLimit": work.resources["limits"]["ephemeral-storage"]}}
    model = served_model.volumes(work.component, work.model, work.resources)
    return [temporary, *work.variables.volumes, *model]


def _liveness(probes: Probes) -> dict[str, Any]:
    # The readiness request would restart a server that only waits for another service, so liveness tests the port.
    if probes.liveness:
        return {"httpGet": {"path": probes.liveness, "port": "http"}}
    return {"tcpSocket": {"port": "http"}}


def _placement(gpu: Gpu | None) -> dict[str, Any]:
    if gpu is None:
        return {}
    # GPU nodes usually have a taint with the name of the resource, which keeps other pods away.
    # https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#example-use-cases
    product = {"nodeSelector": {"nvidia.com/gpu.product": gpu.product}} if gpu.product else {}
    return product | {"tolerations": [{"key": gpu.resource, "operator": "Exists", "effect": "NoSchedule"}]}
