"""Half-open intervals of time between instants in UTC, and where the days of a time zone start."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from opsgen.graph.schedules import time_zone

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


class Interval(NamedTuple):
    """From `start`, included, to `end`, excluded."""

    start: datetime
    """In UTC."""
    end: datetime
    """In UTC."""

    def overlaps(self, other: Interval) -> bool:
        """Whether there is an instant in both."""
        return max(self.start, other.start) < min(self.end, other.end)


@lru_cache(maxsize=4096)
def first_instant(day: date, timezone: str) -> datetime:
    """The first instant of a date in a time zone, in UTC; of a date that was skipped, the first instant after it."""
    zone = time_zone(timezone)
    midnight = datetime.combine(day, time(), zone)  # fold=0: the first of two midnights
    instant = midnight.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == midnight.replace(tzinfo=None):
        return instant
    # Clocks skip midnight, as in America/Sao_Paulo in 2018: the date starts when they jump, which need not be at
    # midnight (America/Toronto jumped from 23:30 to 00:30 in 1919). PEP 495: in a gap, fold=1 is before the jump.
    return _jump(midnight.replace(fold=1).astimezone(UTC), instant, zone)


def _jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant, to the second, from which the offset of a zone is that of `after`."""
    offset = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=int((after - before).total_seconds()) // 2)
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after
