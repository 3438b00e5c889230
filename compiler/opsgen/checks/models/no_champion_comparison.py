"""A model is retrained but never compared with the model in production.

Why: each new model may be slightly worse than the last one and still pass its absolute limits.

Example:

    retrain: {schedule: "0 6 * * 1"}
    evaluate:
      - {metric: roc_auc, min: 0.62}

Use instead:

    retrain: {schedule: "0 6 * * 1"}
    evaluate:
      - {metric: roc_auc, min: 0.62}
      - {metric: roc_auc, against: champion, max_regression: 0.01}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("MOD103", "no-champion-comparison", __doc__, Severity.WARNING)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, model in graph.spec.models.items():
        if model.retrain and model.evaluate and not any(gate.against for gate in model.evaluate):
            message = f"`{name}` is retrained but never compared with the model in production"
            help_ = ("add `{metric: …, against: champion, max_regression: …}`",)
            yield Finding(Place(("models", name, "evaluate"), "key"), message, help_)
