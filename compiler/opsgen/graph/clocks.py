"""When the clocks of a time zone are changed."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

YEAR = 2026
"""A year of today's rules."""


class Change(NamedTuple):
    """The times of day, in minutes from midnight, that do not exist or come twice on the day of a change."""

    begins: int
    ends: int
    forward: bool


@cache
def changes(timezone: str) -> tuple[Change, ...]:
    """The changes of a year; none where clocks are left alone."""
    from datetime import UTC, datetime, timedelta
    from zoneinfo import ZoneInfo

    zone, day, step = ZoneInfo(timezone), timedelta(days=1), timedelta(minutes=30)

    def shift(moment: datetime) -> timedelta:
        return moment.astimezone(zone).utcoffset() or timedelta()

    found = []
    moment = datetime(YEAR, 1, 1, tzinfo=UTC)
    while moment.year == YEAR:
        if shift(moment) != shift(moment + day):
            change = next(at for n in range(48) if shift((at := moment + n * step) - step) != shift(at))
            before, after = shift(change - step), shift(change)
            begins = change + min(before, after)
            length = abs(after - before) // timedelta(minutes=1)
            minute = begins.hour * 60 + begins.minute
            found.append(Change(minute, minute + length, forward=after > before))
        moment += day
    return tuple(found)
