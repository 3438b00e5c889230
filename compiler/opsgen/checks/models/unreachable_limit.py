"""A gate or a monitor has a limit that can never trigger, or that no good model can pass.

Why: the limit looks like protection but is none, or no model is ever promoted. A `min` on an error metric such as rmse
lets the worst model pass. No distance exceeds the greatest value that its metric can have.

Example:

    evaluate:
      - {metric: rmse, min: 12}

Use instead:

    evaluate:
      - {metric: rmse, max: 12}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.graph import EnvironmentGraph
    from opsgen.language.model import Gate
    from opsgen.language.monitor import Monitor

CODE = Code("MOD112", "unreachable-limit", __doc__, Severity.WARNING)

GREATEST = {"js": 1.0, "hellinger": 1.0, "tvd": 1.0}
"""The greatest value of each bounded distance."""


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, model in graph.spec.models.items():
        for index, gate in enumerate(model.evaluate):
            yield from _of_gate(("models", name, "evaluate", index), gate, model.evaluate)
    for name, deployment in graph.online():
        if deployment.monitor:
            yield from _of_monitor(("deployments", name, "monitor"), deployment.monitor)


def _of_gate(path: Path, gate: Gate, gates: list[Gate]) -> Iterator[Finding]:
    from opsgen.language.metric_names import is_share

    is_better = _greater_is_better(gate)
    if is_better is None:
        return
    right, wrong = ("min", "max") if is_better else ("max", "min")
    if getattr(gate, wrong) is not None and not any(_bounds(each, gate.metric, right) for each in gates):
        better = "higher" if is_better else "lower"
        message = f"a {better} `{gate.metric}` is better, so `{wrong}` only rejects good models"
        yield Finding(Place((*path, wrong), "key"), message, (f"write `{right}: …`, or add a gate that does",))
    if is_share(gate.metric) and not _is_in_percent(gate.metric, gates):
        yield from _of_fraction(path, gate, is_better=is_better)


def _is_in_percent(metric: str, gates: list[Gate]) -> bool:
    """Whether a gate on the metric is in percent, as accuracies often are; an area under a curve never is."""
    limits = [limit for each in gates if each.metric == metric for limit in (each.min, each.max, each.max_regression)]
    return "auc" not in metric.casefold() and any(limit is not None and limit > 1 for limit in limits)


def _of_fraction(path: Path, gate: Gate, *, is_better: bool) -> Iterator[Finding]:
    lets_worst_pass = (
        (gate.min is not None and gate.min <= 0) if is_better else (gate.max is not None and gate.max >= 1)
    )
    if lets_worst_pass:
        key, beyond, worst = ("min", "below", 0) if is_better else ("max", "above", 1)
        message = f"`{gate.metric}` is never {beyond} {worst}, so this limit can never fail"
        yield Finding(Place((*path, key)), message, ("set a limit that a bad model would fail",))
    elif is_better and gate.min is not None and gate.min > 1 and "auc" in gate.metric.casefold():
        message = f"`{gate.metric}` is between 0 and 1, so no model can pass"
        yield Finding(Place((*path, "min")), message, ("write a fraction such as 0.7",))
    elif gate.max_regression is not None and gate.max_regression >= 1:
        message = f"`{gate.metric}` is between 0 and 1, so this limit can never fail"
        yield Finding(
            Place((*path, "max_regression")), message, ("write how much worse the model may be, such as 0.01",)
        )


def _bounds(gate: Gate, metric: str, right: str) -> bool:
    return gate.metric == metric and (gate.against is not None or getattr(gate, right) is not None)


def _greater_is_better(gate: Gate) -> bool | None:
    from opsgen.language.metric_names import greater_is_better

    return gate.greater_is_better if gate.greater_is_better is not None else greater_is_better(gate.metric)


def _of_monitor(path: Path, monitor: Monitor) -> Iterator[Finding]:
    if monitor.max_drifted_fraction == 1:
        message = "all columns may drift, so this monitor never fires"
        yield Finding(
            Place((*path, "max_drifted_fraction")),
            message,
            ("set the fraction of columns that may drift, such as 0.3",),
        )
    for index, drift in enumerate(monitor.drift):
        greatest = GREATEST.get(drift.metric)
        if drift.max is not None and greatest is not None and drift.max >= greatest:
            message = f"`{drift.metric}` is at most {greatest:g}, so no drift can be found"
            yield Finding(Place((*path, "drift", index, "max")), message, ("set a lower limit; 0.1 is usual",))
        if drift.min == 0:
            message = f"a p-value is never below 0, so `{drift.metric}` can find no drift"
            yield Finding(Place((*path, "drift", index, "min")), message, ("set a higher limit; 0.05 is usual",))
    if monitor.reference == monitor.current and monitor.window is None:
        message = f"`{monitor.current}` is compared with itself, so no drift can be found"
        help_ = ("name the dataset with the requests of the deployment",)
        related = ((Place((*path, "reference")), "the reference is here"),)
        yield Finding(Place((*path, "current")), message, help_, related)
