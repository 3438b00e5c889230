"""A gate compares a metric with the champion's, but the better direction of the metric is not known.

Why: `max_regression` limits how much worse a new model may be. The usual names of metrics imply a direction (more
`roc_auc` is better, less `rmse`). Other names do not, and a wrong guess would let worse models pass.

Example:

    evaluate:
      - {metric: saved_minutes, against: champion, max_regression: 2}

Use instead:

    evaluate:
      - {metric: saved_minutes, against: champion, max_regression: 2, greater_is_better: true}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("LNG211", "unknown-metric-direction", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, model in graph.spec.models.items():
        for index, gate in enumerate(model.evaluate):
            if gate.against is None or gate.greater_is_better is not None or _is_known(gate.metric):
                continue
            message = f"opsgen does not know whether a higher or a lower `{gate.metric}` is better"
            help_ = ("add `greater_is_better: true` or `greater_is_better: false`",)
            yield Finding(Place(("models", name, "evaluate", index, "metric")), message, help_)


def _is_known(metric: str) -> bool:
    from opsgen.language.metric_names import greater_is_better

    return greater_is_better(metric) is not None
