"""Where the days of time zones start. The clocks of these places were set as the tz database says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgen.graph.partitions.intervals import Interval, first_instant

HALF_OVER_MIDNIGHT = ("America/Toronto", date(1919, 3, 31))


@pytest.mark.parametrize(
    ("zone", "day", "start"),
    [
        ("UTC", date(2013, 7, 1), "2013-07-01T00:00"),
        ("Europe/Berlin", date(2024, 3, 31), "2024-03-30T23:00"),
        ("Europe/Berlin", date(2024, 4, 1), "2024-03-31T22:00"),  # that day had 23 hours
        ("Europe/Berlin", date(2024, 10, 27), "2024-10-26T22:00"),
        ("Europe/Berlin", date(2024, 10, 28), "2024-10-27T23:00"),  # and that one 25
        ("Asia/Kolkata", date(2024, 3, 31), "2024-03-30T18:30"),
        ("Australia/Lord_Howe", date(2024, 4, 8), "2024-04-07T13:30"),  # clocks went back by half an hour
        ("America/Sao_Paulo", date(2018, 11, 4), "2018-11-04T03:00"),  # there was no midnight
        ("America/Sao_Paulo", date(2018, 2, 18), "2018-02-18T03:00"),  # clocks went back at midnight, to 23:00
        ("America/Havana", date(2024, 11, 3), "2024-11-03T04:00"),  # there were two midnights
        ("Africa/Cairo", date(2024, 4, 26), "2024-04-25T22:00"),
        (*HALF_OVER_MIDNIGHT, "1919-03-31T04:30"),  # clocks went from 23:30 to 00:30
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-30T10:00"),  # the day was skipped
        ("Pacific/Apia", date(2011, 12, 31), "2011-12-30T10:00"),
    ],
)
def test_a_date_starts_at_its_first_instant(zone: str, day: date, start: str) -> None:
    assert first_instant(day, zone) == datetime.fromisoformat(f"{start}+00:00")


ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Africa/Cairo",
)


@given(st.dates(date(1980, 1, 1), date(2030, 12, 31)), st.sampled_from(ZONES))
def test_the_local_date_changes_there(day: date, zone: str) -> None:
    start = first_instant(day, zone)
    assert start.astimezone(ZoneInfo(zone)).date() == day
    assert (start - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).date() < day


def test_intervals_that_touch_do_not_overlap() -> None:
    noon = datetime(2013, 7, 1, 12, tzinfo=UTC)
    hour = timedelta(hours=1)
    assert not Interval(noon, noon + hour).overlaps(Interval(noon + hour, noon + 2 * hour))
    assert Interval(noon, noon + hour).overlaps(Interval(noon - hour, noon + hour / 2))
    assert not Interval(noon, noon).overlaps(Interval(noon - hour, noon + hour))
