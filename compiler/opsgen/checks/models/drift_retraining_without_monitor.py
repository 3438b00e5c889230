"""A model is to be trained anew on drift, and nothing looks for drift.

Why: the training never starts. Drift is found by the monitor of a deployment that serves the model.

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
    watched = {deployment.model for _name, deployment in graph.online() if deployment.monitor}
    for name, model in graph.spec.models.items():
        if model.retrain and model.retrain.on_drift and name not in watched:
            message = f"no deployment of `{name}` has a monitor, so that drift never starts a training"
            help_ = ("give a deployment that serves it a `monitor:`, or train on a schedule",)
            yield Finding(Place(("models", name, "retrain", "on_drift")), message, help_)
