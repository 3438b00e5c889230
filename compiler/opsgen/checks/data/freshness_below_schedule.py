"""A dataset is refreshed less often than its freshness limits allow.

Why: the data ages between two runs. A limit below the time between runs is exceeded even if every run succeeds.

Example:

    ingest: {command: [python, -m, flights.ingest], schedule: "0 4 * * *"}
    freshness: {error_after: 12h}

Use instead:

    ingest: {command: [python, -m, flights.ingest], schedule: "0 4 * * *"}
    freshness: {warn_after: 26h, error_after: 48h}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity
from opsgen.graph.schedules import arrivals, in_words
from opsgen.language.validate.core_schema import written
from opsgen.language.values import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("DAT106", "freshness-below-schedule", __doc__, Severity.WARNING)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, dataset in graph.spec.datasets.items():
        limits = written(dataset.freshness) & {"warn_after", "error_after"} if dataset.freshness else ()
        arrival = arrivals(graph, name) if limits else None
        for limit in sorted(limits, reverse=True):
            age = getattr(dataset.freshness, limit)
            if arrival is not None and seconds(age) < arrival.longest:
                message = (
                    f"`{name}` is refreshed every {in_words(arrival.longest)}, less often than `{limit}: {age}` allows"
                )
                help_ = ("raise the limit above the time between two runs, or run more often",)
                yield Finding(Place(("datasets", name, "freshness", limit)), message, help_)
                break
