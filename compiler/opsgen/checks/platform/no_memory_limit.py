"""A server has no memory limit.

Why: a default is only a guess. With too little memory, the server is killed under load; with too much, other pods on
its node are.

Example:

    deployments:
      delay-api: {type: online, command: [python, -m, flights.serve]}

Use instead:

    deployments:
      delay-api:
        type: online
        command: [python, -m, flights.serve]
        resources: {requests: {cpu: 250m, memory: 512Mi}, limits: {memory: 1Gi}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity
from opsgen.language.validate.core_schema import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("PLT302", "no-memory-limit", __doc__, Severity.WARNING)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    if graph.spec.outputs.kubernetes is None:
        return
    for name, deployment in graph.online():
        limits = deployment.resources.limits
        if limits is None or limits.memory is None:
            path = ("deployments", name, "resources") if "resources" in written(deployment) else ("deployments", name)
            help_ = ("add `resources: {limits: {memory: …}}`, as much as it uses under load",)
            yield Finding(Place(path, "key"), f"`{name}` has no memory limit", help_)
