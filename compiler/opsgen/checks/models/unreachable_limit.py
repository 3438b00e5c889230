"""A gate or a monitor has a limit that can never fail, or that none of what it is for can pass.

Why: the limit looks like protection and is none, or nothing is ever promoted. An error such as rmse that is to be above
a limit lets the worst model pass; no drift can be above the greatest distance that there is.

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
from opsgen.language.metric_names import greater_is_better, is_share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.graph import EnvironmentGraph
    from opsgen.language.model import Gate
    from opsgen.language.monitor import Monitor

CODE = Code("MOD112", "unreachable-limit", __doc__, Severity.WARNING)

GREATEST = {"js": 1.0, "hellinger": 1.0, "tvd": 1.0}
"""How large distances can become that have an end."""


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, model in graph.spec.models.items():
        for index, gate in enumerate(model.evaluate):
            yield from _of_gate(("models", name, "evaluate", index), gate, model.evaluate)
    for name, deployment in graph.online():
        if deployment.monitor:
            yield from _of_monitor(("deployments", name, "monitor"), deployment.monitor)


def _of_gate(path: Path, gate: Gate, gates: list[Gate]) -> Iterator[Finding]:
    is_better = _greater_is_better(gate)
    if is_better is None:
        return
    right, wrong = ("min", "max") if is_better else ("max", "min")
    if getattr(gate, wrong) is not None and not any(_bounds(each, gate.metric, right) for each in gates):
        better = "more" if is_better else "less"
        message = f"{better} of `{gate.metric}` is better, and `{wrong}` only keeps good models out"
        yield Finding(Place((*path, wrong), "key"), message, (f"write `{right}: …`, or add a gate that does",))
    if is_share(gate.metric) and not _is_in_percent(gate.metric, gates):
        yield from _of_share(path, gate, is_better=is_better)


def _is_in_percent(metric: str, gates: list[Gate]) -> bool:
    """Whether some gate of a share can only be meant in percent, as accuracies are; no area under a curve is."""
    limits = [limit for each in gates if each.metric == metric for limit in (each.min, each.max, each.max_regression)]
    return "auc" not in metric.casefold() and any(limit is not None and limit > 1 for limit in limits)


def _of_share(path: Path, gate: Gate, *, is_better: bool) -> Iterator[Finding]:
    worst_is_let_in = (
        (gate.min is not None and gate.min <= 0) if is_better else (gate.max is not None and gate.max >= 1)
    )
    if worst_is_let_in:
        key, worst = ("min", 0) if is_better else ("max", 1)
        message = f"`{gate.metric}` is {worst} at worst, so that this can never fail"
        yield Finding(Place((*path, key)), message, ("set a limit that a bad model would break",))
    elif is_better and gate.min is not None and gate.min > 1 and "auc" in gate.metric.casefold():
        message = f"`{gate.metric}` lies between 0 and 1, so that no model passes"
        yield Finding(Place((*path, "min")), message, ("write a share, as 0.7",))
    elif gate.max_regression is not None and gate.max_regression >= 1:
        message = f"`{gate.metric}` lies between 0 and 1, so that this can never fail"
        yield Finding(Place((*path, "max_regression")), message, ("say how much worse the model may be, as 0.01",))


def _bounds(gate: Gate, metric: str, right: str) -> bool:
    return gate.metric == metric and (gate.against is not None or getattr(gate, right) is not None)


def _greater_is_better(gate: Gate) -> bool | None:
    return gate.greater_is_better if gate.greater_is_better is not None else greater_is_better(gate.metric)


def _of_monitor(path: Path, monitor: Monitor) -> Iterator[Finding]:
    if monitor.max_drifted_fraction == 1:
        message = "all columns may drift, so that this monitor never fires"
        yield Finding(Place((*path, "max_drifted_fraction")), message, ("say which share of them may",))
    for index, drift in enumerate(monitor.drift):
        greatest = GREATEST.get(drift.metric)
        if drift.max is not None and greatest is not None and drift.max >= greatest:
            message = f"`{drift.metric}` is at most {greatest:g}, so that no drift is found"
            yield Finding(Place((*path, "drift", index, "max")), message, ("set a lower limit; 0.1 is usual",))
        if drift.min == 0:
            message = f"no p-value of `{drift.metric}` is below 0, so that no drift is found"
            yield Finding(Place((*path, "drift", index, "min")), message, ("set a higher limit; 0.05 is usual",))
    if monitor.reference == monitor.current and monitor.window is None:
        message = f"`{monitor.current}` is compared with itself, so that no drift is found"
        help_ = ("name the dataset of what the deployment is asked",)
        related = ((Place((*path, "reference")), "the reference is here"),)
        yield Finding(Place((*path, "current")), message, help_, related)
