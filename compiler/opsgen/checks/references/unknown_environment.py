"""The promotion of a model is set for an environment that the spec does not define.

Why: no environment would follow it. The one that was meant keeps the default, which may serve a version without a
review.

Example:

    environments: {dev: {}, prod: {}}
    models:
      delay:
        promotion: {production: manual}

Use instead:

    models:
      delay:
        promotion: {prod: manual}

Fix: safe for a name that differs only by case, `-` or `_` from an existing one; unsafe for a name that clearly
resembles one existing name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.diagnostics.suggest import did_you_mean, listed, rename

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("REF115", "unknown-environment", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    known = graph.spec.environments
    for name, model in graph.spec.models.items():
        for environment in model.promotion:
            if environment not in known:
                place = Place(("models", name, "promotion", environment), "key")
                help_ = did_you_mean(environment, known) or (f"the spec's environments are {listed(known)}",)
                message = f"there is no environment `{environment}`"
                yield Finding(place, message, help_, repair=rename(place, environment, known))
