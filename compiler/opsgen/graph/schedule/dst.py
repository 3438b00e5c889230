"""When the clocks of a time zone are changed."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pkgutil import get_data
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

YEARS = range(2026, 2036)
"""The years that are looked at, whatever year it is: those for which the rules of today are known."""


class OffsetChange(NamedTuple):
    """The times of day, in minutes from midnight, that do not exist or come twice on the day of a change."""

    day: date
    begins: int
    ends: int
    forward: bool


@cache
def changes(timezone: str) -> tuple[OffsetChange, ...]:
    """The changes of all years, in order; none where clocks are left alone."""
    from datetime import UTC, datetime, timedelta
    from zoneinfo import ZoneInfo

    # The rules of the package tzdata, since operating systems have others.
    zone = ZoneInfo.from_file(BytesIO(get_data("tzdata", f"zoneinfo/{timezone}") or b""), key=timezone)
    week, day, step = timedelta(days=7), timedelta(days=1), timedelta(minutes=30)

    def shift(moment: datetime) -> timedelta:
        return moment.astimezone(zone).utcoffset() or timedelta()

    found = []
    moment, last = datetime(YEARS.start, 1, 1, tzinfo=UTC), datetime(YEARS.stop, 1, 1, tzinfo=UTC)
    while moment < last:
        if shift(moment) != shift(moment + week):
            start = next(at for n in range(7) if shift(at := moment + n * day) != shift(at + day))
            change = next(at for n in range(1, 49) if shift((at := start + n * step) - step) != shift(at))
            before, after = shift(change - step), shift(change)
            begins = change + min(before, after)
            length = abs(after - before) // timedelta(minutes=1)
            minute = begins.hour * 60 + begins.minute
            found.append(OffsetChange(begins.date(), minute, minute + length, forward=after > before))
        moment += week
    return tuple(found)
