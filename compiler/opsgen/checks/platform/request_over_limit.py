"""A server requests more of a resource than its limit allows.

Why: Kubernetes rejects such a pod.

Example:

    resources: {requests: {memory: 2Gi}, limits: {memory: 1Gi}}

Use instead:

    resources: {requests: {memory: 1Gi}, limits: {memory: 2Gi}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.language.values import amount

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph
    from opsgen.language.deployment import Resources

CODE = Code("PLT201", "request-over-limit", __doc__)

AMOUNTS = ("cpu", "memory", "ephemeral_storage")


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, deployment in graph.online():
        for what in AMOUNTS:
            yield from _compare(name, deployment.resources, what)


def _compare(name: str, resources: Resources, what: str) -> Iterator[Finding]:
    request, limit = getattr(resources.requests, what, None), getattr(resources.limits, what, None)
    if request is not None and limit is not None and amount(request) > amount(limit):
        path = ("deployments", name, "resources")
        message = f"`{name}` requests {request} of {what.replace('_', ' ')}, more than its limit of {limit}"
        related = ((Place((*path, "limits", what)), "the limit is here"),)
        yield Finding(Place((*path, "requests", what)), message, ("raise the limit, or request less",), related)
