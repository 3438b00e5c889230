"""A canary has no objectives to evaluate it by.

Why: a canary that misses its objectives is rolled back. Without objectives it is only a slow rollout.

Example:

    rollout: {strategy: canary, steps: [10, 50, 100]}

Use instead:

    rollout: {strategy: canary, steps: [10, 50, 100]}
    objectives: {availability: 99.9, latency_p99: 300ms}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity
from opsgen.language.validate.core_schema import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("PLT304", "canary-without-analysis", __doc__, Severity.WARNING)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, deployment in graph.online():
        promised = written(deployment.objectives) - {"window"} if deployment.objectives else ()
        if deployment.rollout.strategy == "canary" and not promised:
            message = f"the canary of `{name}` has no objectives to evaluate it by"
            help_ = ("add `objectives: {availability: …, latency_p99: …}`",)
            yield Finding(Place(("deployments", name, "rollout", "strategy")), message, help_)
