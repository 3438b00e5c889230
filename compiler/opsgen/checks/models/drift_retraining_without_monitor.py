"""A model is retrained on drift, but no monitor detects drift.

Why: the training never starts. The monitor of an online deployment of the model detects drift.

Example:

    models:
      delay: {retrain: {on_drift: true}}
    deployments:
      delay-batch: {type: batch, model: delay}

Use instead:

    models:
      delay: {retrain: {schedule: "0 6 * * 1"}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("MOD111", "drift-retraining-without-monitor", __doc__, Severity.WARNING)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    monitored = {deployment.model for _name, deployment in graph.online() if deployment.monitor}
    for name, model in graph.spec.models.items():
        if model.retrain and model.retrain.on_drift and name not in monitored:
            message = f"no deployment of `{name}` has a monitor, so drift never starts a training"
            help_ = ("add `monitor:` to a deployment that serves it, or train on a schedule",)
            yield Finding(Place(("models", name, "retrain", "on_drift")), message, help_)
