"""A model is trained more often than its data arrives.

Why: training on unchanged data produces the same model, and costs as much as training on new data.

Example:

    datasets:
      flights: {ingest: {command: [ingest], schedule: "0 4 * * 1"}}
    models:
      delay: {features: {dataset: flights}, retrain: {schedule: "0 6 * * *"}}

Use instead:

    models:
      delay: {features: {dataset: flights}, retrain: {schedule: "0 6 * * 1"}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity
from opsgen.graph.schedules import arrivals, in_words, pace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("MOD109", "retraining-without-new-data", __doc__, Severity.WARNING)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, model in graph.spec.models.items():
        schedule = model.retrain.schedule if model.retrain else None
        arrival = arrivals(graph, model.features.dataset) if schedule else None
        if schedule and arrival and pace(schedule).longest < arrival.shortest:
            every, data = in_words(pace(schedule).longest), in_words(arrival.shortest)
            message = f"`{name}` is trained every {every}, but its data arrives only every {data}"
            help_ = ("train as often as the data arrives, or write `on_data: true`",)
            yield Finding(Place(("models", name, "retrain", "schedule")), message, help_)
