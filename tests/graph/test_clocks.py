from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from opsgen.graph.clocks import YEAR, Change, changes


@pytest.mark.parametrize(
    ("timezone", "expected"),
    [
        ("Europe/Berlin", {Change(120, 180, forward=True), Change(120, 180, forward=False)}),
        ("America/New_York", {Change(120, 180, forward=True), Change(60, 120, forward=False)}),
        ("Australia/Lord_Howe", {Change(120, 150, forward=True), Change(90, 120, forward=False)}),
        ("America/Santiago", {Change(0, 60, forward=True), Change(1380, 1440, forward=False)}),
        ("Asia/Tokyo", set()),
        ("UTC", set()),
    ],
)
def test_when_clocks_are_changed(timezone: str, expected: set[Change]) -> None:
    assert set(changes(timezone)) == expected


@pytest.mark.parametrize("timezone", sorted(available_timezones())[::40])
def test_what_does_not_exist_is_what_zoneinfo_cannot_tell_back(timezone: str) -> None:
    """A time that does not exist comes back from UTC as another one."""
    zone, missing = ZoneInfo(timezone), set()
    local = datetime(YEAR, 1, 2)
    while local.year == YEAR:
        if local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local:
            missing.add(local.hour * 60 + local.minute)
        local += timedelta(minutes=30)
    said = {
        minute for change in changes(timezone) if change.forward for minute in range(change.begins, change.ends, 30)
    }
    assert said == missing
