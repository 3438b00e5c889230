"""A gate compares a metric with the champion's, and nothing says whether more or less of the metric is better.

Why: `max_regression` is how much worse a new model may be. Names that the field has for metrics tell the direction
(more `roc_auc` is better, less `rmse`); other names do not, and a guess would let worse models pass.

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
            message = f"whether more or less of `{gate.metric}` is better is not known"
            help_ = ("add `greater_is_better: true` or `greater_is_better: false`",)
            yield Finding(Place(("models", name, "evaluate", index, "metric")), message, help_)


def _is_known(metric: str) -> bool:
    from opsgen.language.metric_names import greater_is_better

    return greater_is_better(metric) is not None
