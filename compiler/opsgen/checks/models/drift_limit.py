"""A drift comparison names no columns, or has the wrong kind of limit for its metric.

Why: psi, js, kl, hellinger, tvd and wasserstein are distances, which must not exceed a `max`. ks and chi_square are
tests, whose p-value must not fall below a `min`. With the wrong limit a monitor would always fire or never. Without a
limit, the metric's usual limit applies.

Example:

    drift:
      - {column: distance, metric: ks, max: 0.05}

Use instead:

    drift:
      - {column: distance, metric: ks, min: 0.05}

Fix: unsafe; removes the wrong limit where the right one exists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.diagnostics.suggest import remove

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.graph import EnvironmentGraph
    from opsgen.language.monitor import Drift

CODE = Code("LNG203", "drift-limit", __doc__)

TESTS = frozenset({"ks", "chi_square"})
"""Metrics with a p-value; all others are distances."""


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, deployment in graph.online():
        for index, drift in enumerate(deployment.monitor.drift if deployment.monitor else ()):
            path = ("deployments", name, "monitor", "drift", index)
            yield from _columns(path, drift)
            yield from _limit(path, drift)


def _columns(path: Path, drift: Drift) -> Iterator[Finding]:
    metric = Place((*path, "metric"))
    if drift.column is None and drift.columns is None:
        yield Finding(metric, "this comparison names no columns", ("add `column: NAME` or `columns: [NAME, …]`",))
    elif drift.column is not None and drift.columns is not None:
        related = ((Place((*path, "column"), "key"), "`column` is here"),)
        message = "a comparison has a `column` or `columns`, not both"
        yield Finding(Place((*path, "columns"), "key"), message, ("put all of them under `columns`",), related)


def _limit(path: Path, drift: Drift) -> Iterator[Finding]:
    metric = Place((*path, "metric"))
    right, wrong = ("min", "max") if drift.metric in TESTS else ("max", "min")
    is_what = "gives a p-value" if right == "min" else "is a distance"
    if getattr(drift, wrong) is not None:
        message = f"`{drift.metric}` {is_what}: its limit is `{right}`, not `{wrong}`"
        place, has_right = Place((*path, wrong), "key"), getattr(drift, right) is not None
        help_ = (f"remove `{wrong}`" if has_right else f"write `{right}: …` instead",)
        repair = remove(place, f"the limit is `{right}`") if has_right else None
        yield Finding(place, message, help_, ((metric, "the metric is here"),), repair=repair)
