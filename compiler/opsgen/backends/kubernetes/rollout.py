"""The strategies by which Argo Rollouts introduces a new version of a server."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from opsgen.language.values import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.kubernetes.component import Component
    from opsgen.language.deployment import OnlineDeployment, Rollout

DEFAULT_STEPS = (10, 50, 100)
DEFAULT_PAUSE = 600

# Argo Rollouts replaces `Latest` by the hash of the new version's pods.
_NEW_PODS = {"name": "pod-template-hash", "valueFrom": {"podTemplateHashValue": "Latest"}}


def canary(component: Component, deployment: OnlineDeployment, *, is_analysed: bool) -> dict[str, Any]:
    """Return a canary: the new version gets more requests in steps, while it meets the objectives."""
    steps: dict[str, Any] = {
        "maxSurge": "25%",
        # Start a new pod before an old one is stopped, so that the capacity never drops.
        "maxUnavailable": 0,
        "steps": list(_steps(deployment.rollout)),
    }
    analysis = {"analysis": _analysis(component)} if is_analysed else {}
    return {"canary": steps | analysis | (_routing(component) if is_routed(deployment) else {})}


def blue_green(component: Component, deployment: OnlineDeployment, *, is_analysed: bool) -> dict[str, Any]:
    """Return a blue/green rollout: all requests switch at once, after a pause to try the new version."""
    pause = pause_seconds(deployment.rollout)
    strategy: dict[str, Any] = {
        "activeService": component.name,
        "previewService": f"{component.name}-preview",
        "autoPromotionEnabled": True,
        "autoPromotionSeconds": pause,
        # The old pods stay while the new version is measured, for an immediate rollback, and at least
        # Argo's default of 30 s, in which proxies notice the switch. https://argo-rollouts.readthedocs.io/en/stable/features/bluegreen/
        "scaleDownDelaySeconds": max(30, pause),
    }
    analysis = {"postPromotionAnalysis": _analysis(component)} if is_analysed else {}
    return {"blueGreen": strategy | analysis}


def is_routed(deployment: OnlineDeployment) -> bool:
    """Whether a Gateway splits the requests between versions. Otherwise the number of pods determines the shares."""
    return deployment.exposure is not None and deployment.exposure.type == "gateway"


def steps_of(rollout: Rollout) -> list[int]:
    """Return the share of requests of each step, in percent."""
    return list(rollout.steps or DEFAULT_STEPS)


def pause_seconds(rollout: Rollout) -> int:
    """Return the duration of each step in seconds."""
    return math.ceil(seconds(rollout.pause)) if rollout.pause else DEFAULT_PAUSE


def _steps(rollout: Rollout) -> Iterator[dict[str, Any]]:
    for weight in steps_of(rollout):
        yield {"setWeight": weight}
        # The rollout ends at 100 percent. A pause there would only delay it.
        if weight < 100:
            yield {"pause": {"duration": pause_seconds(rollout)}}


def _routing(component: Component) -> dict[str, Any]:
    route = {"httpRoute": component.name, "namespace": component.namespace}
    return {
        "stableService": f"{component.name}-stable",
        "canaryService": f"{component.name}-canary",
        "trafficRouting": {"plugins": {"argoproj-labs/gatewayAPI": route}},
    }


def _analysis(component: Component) -> dict[str, Any]:
    return {"templates": [{"templateName": component.name}], "args": [_NEW_PODS]}
