"""Local times and instants: what a timestamp without an offset means in a time zone.

Where clocks are turned back, a local time occurs twice: the earlier instant is meant, so that data never counts as
newer than is certain. Where they are turned forward, a local time that does not occur is read with the offset before
the change, as `zoneinfo` does.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def instant(moment: datetime, zone: str) -> datetime:
    """The instant of a timestamp, which is a local time of the zone if it has no offset."""
    if moment.tzinfo is not None:
        return moment
    try:
        return moment.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
    except OverflowError:  # at the ends of the calendar
        return moment.replace(tzinfo=UTC)


def local(moment: datetime, zone: str) -> datetime:
    """The local time of a timestamp, without its offset; a timestamp without one is local already."""
    if moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    except OverflowError:
        return moment.replace(tzinfo=None)
