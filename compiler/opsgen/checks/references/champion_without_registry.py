"""A gate compares a model with its champion, and the model has no registry to find that in.

Why: the champion is the version with that alias in the model's registry. Tasks could not find its metrics, and would
fail after each training; only by hand, `opsgen gate --champion FILE` can be given them.

Example:

    models:
      delay:
        evaluate: [{metric: roc_auc, against: champion, max_regression: 0.01}]

Use instead:

    models:
      delay:
        evaluate: [{metric: roc_auc, against: champion, max_regression: 0.01}]
        registry: {type: mlflow, uri: {secret: MLFLOW_TRACKING_URI}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("LNG212", "champion-without-registry", __doc__, Severity.WARNING)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, model in graph.spec.models.items():
        for index, gate in enumerate(model.evaluate):
            if gate.against is not None and model.registry is None:
                message = f"`{name}` has no registry to find its champion in"
                help_ = ("add `registry: {type: mlflow, uri: {secret: MLFLOW_TRACKING_URI}}` to the model",)
                yield Finding(Place(("models", name, "evaluate", index, "against")), message, help_)
