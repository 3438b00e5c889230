"""A schedule runs at a time that does not exist, or exists twice, on a day when clocks change.

Why: depending on the scheduler, the run on that day is skipped, happens at another hour, or happens twice. The error
shows only once or twice a year.

Example:

    ingest: {command: [python, -m, flights.ingest], schedule: "30 2 * * *", timezone: America/New_York}

Use instead:

    ingest: {command: [python, -m, flights.ingest], schedule: "30 4 * * *", timezone: America/New_York}
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity
from opsgen.graph.schedules import clock_changes, schedules
from opsgen.language.cron import runs_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph
    from opsgen.graph.schedules import OffsetChange

CODE = Code("PLT306", "dst-ambiguous-schedule", __doc__, Severity.WARNING)


_AT_NIGHT = re.compile(r"(\d+) ([0-3]|23) \S+ \S+ \S+")
"""One run a day, at an hour when clocks change. Schedules with more runs lose little."""


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for schedule in schedules(graph.spec):
        fixed = _AT_NIGHT.fullmatch(schedule.cron) if schedule.timezone != "UTC" else None
        if fixed is None:
            continue
        at = int(fixed[2]) * 60 + int(fixed[1])
        hit = next((each for each in clock_changes(schedule.timezone) if _hits(schedule.cron, at, each)), None)
        if hit is not None:
            how = "does not exist" if hit.forward else "exists twice"
            when = f"on {hit.day}, when clocks go {'forward' if hit.forward else 'back'}"
            message = f"in {schedule.timezone}, {_clock(at)} {how} {when}"
            help_ = (f"choose a time outside {_clock(hit.begins)} to {_clock(hit.ends)}, or write `timezone: UTC`",)
            yield Finding(Place(schedule.path), message, help_)


def _hits(cron: str, at: int, change: OffsetChange) -> bool:
    return change.begins <= at < change.ends and runs_on(cron, change.day)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
