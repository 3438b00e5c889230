"""How requests reach a server: Services, and a route or an Ingress from outside the cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.backends.kubernetes.objects import HttpRoute, Ingress, Service
from opsgen.backends.kubernetes.rollout import is_routed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.kubernetes.component import Component
    from opsgen.language.deployment import Exposure, OnlineDeployment

TRACK = "opsgen.dev/track"
"""The label of a Service for only one of two versions."""
SERVICE_PORT = 80


def services(component: Component, deployment: OnlineDeployment) -> Iterator[Service]:
    """Yield the Service of all pods, and those of the versions between which a rollout splits the requests."""
    yield Service(component.metadata(), component.selector)
    # Argo Rollouts adds the hash of a version to the selectors of these Services.
    for track in tracks(deployment):
        yield Service(component.metadata(f"{component.name}-{track}", labels={TRACK: track}), component.selector)


def tracks(deployment: OnlineDeployment) -> tuple[str, ...]:
    """Return the versions of a server that have their own Service."""
    if deployment.rollout.strategy == "blue_green":
        return ("preview",)
    if deployment.rollout.strategy == "canary" and is_routed(deployment):
        return ("stable", "canary")
    return ()


def exposed(component: Component, deployment: OnlineDeployment) -> Iterator[HttpRoute | Ingress]:
    """Yield the route or the Ingress from outside the cluster, if the server is exposed."""
    exposure = deployment.exposure
    if exposure is None:
        return
    if exposure.type == "ingress":
        yield Ingress(component.metadata(), _controller(exposure), exposure.host, exposure.path, component.name)
    else:
        backends = list(_backends(component, deployment))
        yield HttpRoute(component.metadata(), _gateway(exposure), exposure.host, exposure.path, backends)


def _gateway(exposure: Exposure) -> dict[str, str]:
    namespace, slash, name = (exposure.gateway or "gateway").rpartition("/")
    return {"name": name, "namespace": namespace} if slash else {"name": name}


def _backends(component: Component, deployment: OnlineDeployment) -> Iterator[dict[str, Any]]:
    if deployment.rollout.strategy == "canary":
        # The plugin of Argo Rollouts changes these weights during a rollout.
        yield {"name": f"{component.name}-stable", "port": SERVICE_PORT, "weight": 100}
        yield {"name": f"{component.name}-canary", "port": SERVICE_PORT, "weight": 0}
    else:
        yield {"name": component.name, "port": SERVICE_PORT}


def _controller(exposure: Exposure) -> dict[str, Any]:
    controller = {"ingressClassName": exposure.ingress_class} if exposure.ingress_class else {}
    tls = {"tls": [{"hosts": [exposure.host], "secretName": exposure.tls_secret}]} if exposure.tls_secret else {}
    return {**controller, **tls}
