"""An online model has no monitor that compares its requests with its training data.

Why: a model fails silently: its answers stay well-formed while the data changes.

Example:

    deployments:
      delay-api: {type: online, model: delay}

Use instead:

    deployments:
      delay-api:
        type: online
        model: delay
        monitor:
          reference: flight_features
          current: requests
          schedule: "30 * * * *"
          drift: [{column: distance, metric: psi, max: 0.2}]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("MOD106", "no-monitor", __doc__, Severity.WARNING)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, deployment in graph.online():
        if deployment.model is not None and deployment.monitor is None:
            message = f"the requests of `{name}` are not monitored for drift"
            help_ = ("add `monitor:` with `reference`, `current` and `drift`",)
            yield Finding(Place(("deployments", name), "key"), message, help_)
