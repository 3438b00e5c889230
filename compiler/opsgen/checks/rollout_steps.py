"""The steps of a rollout do not rise to 100, or belong to a strategy that has none.

Why: each step gives the new version a larger share of the requests, and the last one all of them. Only a canary has
steps.

Example:

    rollout: {strategy: canary, steps: [50, 10]}

Use instead:

    rollout: {strategy: canary, steps: [10, 50, 100]}
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from opsgen.diagnostics import Code, Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics import Path
    from opsgen.graph import EnvironmentGraph
    from opsgen.spec.deployment import Rollout

CODE = Code("LNG207", "rollout-steps", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, deployment in graph.online():
        path, rollout = ("deployments", name, "rollout"), deployment.rollout
        if rollout.strategy == "canary":
            yield from _order(path, rollout.steps or [])
        elif rollout.steps is not None:
            yield _idle(path, rollout)


def _order(path: Path, steps: list[int]) -> Iterator[Finding]:
    for index, (before, after) in enumerate(pairwise(steps), start=1):
        if after <= before:
            message = f"the step to {after} percent comes after the one to {before}"
            related = ((Place((*path, "steps", index - 1)), "the step before it"),)
            yield Finding(Place((*path, "steps", index)), message, ("let each step be larger than the last",), related)
    if steps and steps[-1] != 100 and max(steps) < 100:
        message = f"the last step leaves the new version at {steps[-1]} percent of the requests"
        yield Finding(Place((*path, "steps", len(steps) - 1)), message, ("end with 100",))


def _idle(path: Path, rollout: Rollout) -> Finding:
    message = f"a rollout of strategy `{rollout.strategy}` has no steps"
    help_ = ("leave `steps` out, or write `strategy: canary`",)
    return Finding(Place((*path, "steps"), "key"), message, help_)
