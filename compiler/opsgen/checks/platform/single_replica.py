"""A server may run with a single replica in production.

Why: while its node is drained or its pod restarts, the server is down. Production is the last environment of several.

Example:

    environments: {dev: {}, prod: {}}
    deployments:
      delay-api: {type: online, scaling: {min: 1, max: 3}}

Use instead:

    environments:
      dev: {}
      prod: {overrides: {deployments.delay-api.scaling: {min: 2}}}
    deployments:
      delay-api: {type: online, scaling: {min: 1, max: 3}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import ProjectGraph

CODE = Code("PLT307", "single-replica", __doc__, Severity.WARNING)


def check(project: ProjectGraph) -> Iterator[Finding]:
    production = project.production
    if production is None or production.spec.outputs.kubernetes is None:
        return
    for name, deployment in production.online():
        if deployment.scaling.min == 1:
            message = f"`{name}` may run with a single replica in `{production.name}`"
            help_ = (f"override it there: `deployments.{name}.scaling: {{min: 2}}`",)
            yield Finding(Place(("deployments", name, "scaling", "min")), message, help_)
