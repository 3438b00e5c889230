"""The steps of a canary do not rise to 100.

Why: each step sends a larger share of the requests to the new version, and the last step sends all of them.

Example:

    rollout: {strategy: canary, steps: [50, 10]}

Use instead:

    rollout: {strategy: canary, steps: [10, 50, 100]}
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.graph import EnvironmentGraph

CODE = Code("LNG207", "invalid-canary-steps", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, deployment in graph.online():
        yield from _check(("deployments", name, "rollout", "steps"), deployment.rollout.steps or [])


def _check(path: Path, steps: list[int]) -> Iterator[Finding]:
    for index, (before, after) in enumerate(pairwise(steps), start=1):
        if after <= before:
            message = f"the step to {after} percent follows a step to {before} percent"
            related = ((Place((*path, index - 1)), "the previous step"),)
            yield Finding(Place((*path, index)), message, ("make each step larger than the previous one",), related)
    if steps and max(steps) < 100:
        message = f"the last step leaves the new version at {steps[-1]} percent of the requests"
        yield Finding(Place((*path, len(steps) - 1)), message, ("end with 100",))
