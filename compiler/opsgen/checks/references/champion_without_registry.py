"""A gate compares a model with its champion, but the model has no registry.

Why: without a registry, versions are stored on the machine that trained them. A task on another machine finds no
champion, so every model passes the comparison. By hand, pass its metrics: `opsgen gate --champion FILE`.

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
                message = f"`{name}` is compared with its {gate.against} but has no registry"
                help_ = ("add `registry: {type: mlflow, uri: {secret: MLFLOW_TRACKING_URI}}` to the model",)
                yield Finding(Place(("models", name, "evaluate", index, "against")), message, help_)
