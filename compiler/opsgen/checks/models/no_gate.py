"""A model has no gate: every trained version is registered and can be deployed.

Why: a failed training would replace a model that works.

Example:

    models:
      delay: {train: {command: [python, -m, flights.train]}}

Use instead:

    models:
      delay:
        train: {command: [python, -m, flights.train]}
        evaluate:
          - {metric: roc_auc, min: 0.62}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("MOD102", "no-gate", __doc__, Severity.WARNING)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, model in graph.spec.models.items():
        if not any(gate.severity == "error" for gate in model.evaluate):
            at = Place(("models", name, "evaluate") if model.evaluate else ("models", name), "key")
            what = "no gate of severity `error`" if model.evaluate else "no gate"
            yield Finding(at, f"`{name}` has {what}", ("add `evaluate: [{metric: …, min: …}]`",))
