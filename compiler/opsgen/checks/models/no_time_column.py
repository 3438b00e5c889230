"""A monitor has a window, but opsgen cannot tell which column has the time of each row.

Why: `window` keeps the rows of the last days or hours, by a column of type timestamp or date. This is the monitor's
`time_column`, else the `column` of the dataset's freshness, else its only timestamp or its only date. Without such a
column, or with several candidates, `opsgen drift` compares nothing.

Example:

    monitor: {current: requests, window: 7d}

Use instead:

    monitor: {current: requests, window: 7d, time_column: asked_at}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.diagnostics.suggest import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph
    from opsgen.language.dataset import Dataset
    from opsgen.language.monitor import Monitor

CODE = Code("LNG214", "no-time-column", __doc__)

TIMES = ("timestamp", "date")


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, deployment in graph.online():
        monitor = deployment.monitor
        if monitor is None or monitor.window is None or monitor.current not in graph.spec.datasets:
            continue
        dataset, path = graph.spec.datasets[monitor.current], ("deployments", name, "monitor")
        column, found = time_column(monitor, dataset), _candidates(dataset)
        if column is None:
            what = "several columns" if found else "no column"
            message = f"this window needs a time column, and `{monitor.current}` has {what} of type "
            message += listed({dataset.columns[each].type for each in found} or TIMES)
            help_ = f"add `time_column:`, with {listed(found)}" if found else "declare one, or remove `window`"
            yield Finding(Place((*path, "window"), "key"), message, (help_,))
        elif monitor.time_column in dataset.columns and dataset.columns[monitor.time_column].type not in TIMES:
            type_ = dataset.columns[monitor.time_column].type
            message = f"a `time_column` has type {listed(TIMES)}, but `{column}` is of type `{type_}`"
            related = Place(("datasets", monitor.current, "columns", column, "type")), "its type is declared here"
            yield Finding(Place((*path, "time_column")), message, (), (related,))


def time_column(monitor: Monitor, dataset: Dataset) -> str | None:
    """The column with the time of each row of the current data; None without a single candidate."""
    if monitor.time_column is not None:
        return monitor.time_column
    if dataset.freshness is not None and dataset.freshness.column is not None:
        return dataset.freshness.column
    found = _candidates(dataset)
    return found[0] if len(found) == 1 else None


def _candidates(dataset: Dataset) -> list[str]:
    """All timestamps; without any, all dates."""
    for type_ in TIMES:
        found = [name for name, column in dataset.columns.items() if column.type == type_]
        if found:
            return found
    return []
