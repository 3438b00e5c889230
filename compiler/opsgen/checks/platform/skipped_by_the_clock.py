"""A schedule names a time of day that does not exist, or comes twice, when clocks are changed.

Why: on that day the run is left out, comes at another hour, or comes twice, depending on who starts it; once or twice a
year something is missing, and nobody knows why.

Example:

    ingest: {command: [python, -m, flights.ingest], schedule: "30 2 * * *", timezone: America/New_York}

Use instead:

    ingest: {command: [python, -m, flights.ingest], schedule: "30 4 * * *", timezone: America/New_York}
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opsgen.diagnostics import Code, Finding, Place, Severity
from opsgen.graph.clocks import changes
from opsgen.graph.timetable import schedules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("PLT306", "skipped-by-the-clock", __doc__, Severity.WARNING)


_AT_NIGHT = re.compile(r"(\d+) (0?[0-3]|23) \S+ \S+ \S+")
"""One time of day, when clocks are changed; schedules that come round more often miss or repeat little."""


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for schedule in schedules(graph.spec):
        fixed = _AT_NIGHT.fullmatch(schedule.cron) if schedule.timezone != "UTC" else None
        if fixed is None:
            continue
        minute, hour = int(fixed[1]), int(fixed[2])
        for change in changes(schedule.timezone):
            if change.begins <= hour * 60 + minute < change.ends:
                how = "does not exist" if change.forward else "comes twice"
                message = f"in {schedule.timezone}, {hour:02}:{minute:02} {how} on the day when clocks are changed"
                begins, ends = (f"{at // 60:02}:{at % 60:02}" for at in (change.begins, change.ends))
                help_ = (f"choose a time that is not from {begins} to {ends}, or `timezone: UTC`",)
                yield Finding(Place(schedule.path), message, help_)
                break
