"""Several tasks are scheduled for the same minute.

Why: they compete for workers, connections and nodes, so each one is slower or later than on its own.

Example:

    datasets:
      flights: {ingest: {command: [ingest, flights], schedule: "0 4 * * *"}}
      planes: {ingest: {command: [ingest, planes], schedule: "0 4 * * *"}}
      airports: {ingest: {command: [ingest, airports], schedule: "0 4 * * *"}}
      airlines: {ingest: {command: [ingest, airlines], schedule: "0 4 * * *"}}

Use instead:

    datasets:
      flights: {ingest: {command: [ingest, flights], schedule: "0 4 * * *"}}
      planes: {ingest: {command: [ingest, planes], schedule: "7 4 * * *"}}
      airports: {ingest: {command: [ingest, airports], schedule: "13 4 * * *"}}
      airlines: {ingest: {command: [ingest, airlines], schedule: "22 4 * * *"}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity
from opsgen.graph.schedules import schedules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.graph import EnvironmentGraph

CODE = Code("PLT305", "busy-minute", __doc__, Severity.WARNING)


MOST = 3
"""How many tasks may share a minute."""


EVERY_DAY = "* * *"


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    together: dict[tuple[str, str, str], list[Path]] = {}
    for schedule in schedules(graph.spec):
        times, days = _split(schedule.cron)
        together.setdefault((times, days, schedule.timezone), []).append(schedule.path)
    for (times, days, timezone), own in together.items():
        daily = together.get((times, EVERY_DAY, timezone), []) if days != EVERY_DAY else []
        paths = [*daily, *own]
        if len(paths) > MOST >= len(daily):
            message = f"{len(paths)} tasks are scheduled for the same minute, `{times} {days}`"
            related = tuple((Place(path), "this one, too") for path in paths[:MOST])
            yield Finding(Place(paths[MOST]), message, ("spread them over the hour",), related)


def _split(cron: str) -> tuple[str, str]:
    """Minute and hour, and the days; `04` and `4` are the same hour."""
    minute, hour, *days = (field.lstrip("0") or "0" if field.isdigit() else field for field in cron.split())
    return f"{minute} {hour}", " ".join(days)
