"""A server has a fixed number of replicas, but sets a target utilization for autoscaling.

Why: where `min` equals `max` there is no autoscaler, so the target has no effect.

Example:

    scaling: {min: 3, max: 3, cpu_utilization: 70}

Use instead:

    scaling: {min: 3, max: 6, cpu_utilization: 70}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("PLT303", "utilization-without-autoscaling", __doc__, Severity.WARNING)


UTILIZATIONS = ("cpu_utilization", "memory_utilization")


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, deployment in graph.online():
        scaling, path = deployment.scaling, ("deployments", name, "scaling")
        for key in UTILIZATIONS:
            if scaling.min == scaling.max and getattr(scaling, key) is not None:
                message = f"`{key}` has no effect: the number of replicas is fixed at {scaling.min}"
                help_ = (f"raise `max`, or remove `{key}`",)
                yield Finding(Place((*path, key), "key"), message, help_, ((Place((*path, "max")), "`max` is here"),))
