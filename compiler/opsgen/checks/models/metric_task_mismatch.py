"""A monitor compares a column with a metric that does not apply to its type.

Why: ks and wasserstein need an order, which strings and booleans do not have. Timestamps always differ from the
training data, so no metric applies to them. `opsgen drift` could not compare the column.

Example:

    drift:
      - {column: carrier, metric: ks}

Use instead:

    drift:
      - {column: carrier, metric: chi_square}
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.diagnostics.suggest import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.graph import EnvironmentGraph
    from opsgen.language.monitor import Drift

CODE = Code("LNG213", "metric-task-mismatch", __doc__)

NUMBERS = ("integer", "number")
OF_NUMBERS = frozenset({"ks", "wasserstein"})
"""Metrics that apply to numbers only."""


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, deployment in graph.online():
        if deployment.monitor is None:
            continue
        datasets = dict.fromkeys((deployment.monitor.reference, deployment.monitor.current))
        for index, drift in enumerate(deployment.monitor.drift):
            for path, column in _columns(("deployments", name, "monitor", "drift", index), drift):
                found = (_mismatch(graph, drift.metric, path, dataset, column) for dataset in datasets)
                yield from islice(filter(None, found), 1)


def _columns(path: Path, drift: Drift) -> Iterator[tuple[Path, str]]:
    if drift.column is not None:
        yield (*path, "column"), drift.column
    for place, column in enumerate(drift.columns or ()):
        yield (*path, "columns", place), column


def _mismatch(graph: EnvironmentGraph, metric: str, path: Path, dataset: str, column: str) -> Finding | None:
    declared = graph.spec.datasets[dataset].columns.get(column) if dataset in graph.spec.datasets else None
    applicable = NUMBERS if metric in OF_NUMBERS else (*NUMBERS, "string", "boolean")
    if declared is None or declared.type in applicable:
        return None
    message = f"`{metric}` applies to columns of type {listed(applicable)}, but `{column}` is of type `{declared.type}`"
    related = Place(("datasets", dataset, "columns", column, "type")), f"the type of `{column}` is declared here"
    help_ = ("write `metric: chi_square` or `metric: js` instead",) if declared.type in ("string", "boolean") else ()
    return Finding(Place(path), message, help_, (related,))
