from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

import pytest

from opsgen.compile.pipeline import analyse
from opsgen.graph.schedule.dst import YEARS, changes

if TYPE_CHECKING:
    from pathlib import Path

YEAR = YEARS.start


@pytest.mark.parametrize(
    ("timezone", "expected"),
    [
        ("Europe/Berlin", {(120, 180, True), (120, 180, False)}),
        ("America/New_York", {(120, 180, True), (60, 120, False)}),
        ("Australia/Lord_Howe", {(120, 150, True), (90, 120, False)}),
        ("America/Santiago", {(0, 60, True), (1380, 1440, False)}),
        ("Asia/Tokyo", set()),
        ("UTC", set()),
    ],
)
def test_when_clocks_are_changed(timezone: str, expected: set[tuple[int, int, bool]]) -> None:
    of_year = [change for change in changes(timezone) if change.day.year == YEAR]
    assert {change[1:] for change in of_year} == expected


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
        minute
        for change in changes(timezone)
        if change.forward and change.day.year == YEAR
        for minute in range(change.begins, change.ends, 30)
    }
    assert said == missing


def test_each_year_has_its_days() -> None:
    days = [change.day.isoformat() for change in changes("Europe/Vienna")]
    assert len(days) == 2 * len(YEARS)
    assert days[:4] == ["2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31"]


@pytest.mark.parametrize(
    ("cron", "timezone", "said"),
    [
        ("30 2 * * *", "Europe/Vienna", "02:30 does not exist on 2026-03-29"),
        ("0 2 1 * *", "Europe/Vienna", None),  # clocks are changed on the last Sunday of a month
        ("0 2 29 3 *", "Europe/Vienna", "02:00 does not exist on 2026-03-29"),
        ("0 2 30 3 *", "Europe/Vienna", "02:00 does not exist on 2031-03-30"),
        ("0 2 * 1 *", "Europe/Vienna", None),
        ("0 2 * * 7", "Europe/Vienna", "02:00 does not exist on 2026-03-29"),
        ("0 2 * * 1-6", "Europe/Vienna", None),
        ("0 2 1 * 0", "Europe/Vienna", "02:00 does not exist on 2026-03-29"),
        ("0 2 */2 * *", "Europe/Vienna", "02:00 does not exist on 2026-03-29"),
        ("30 1 1 11 *", "America/New_York", "01:30 exists twice on 2026-11-01"),
        ("30 1 8 11 *", "America/New_York", None),
        ("0 3 * * *", "Europe/Vienna", None),
        ("30 2 * * *", "Asia/Tokyo", None),
        ("30 2 * * *", "UTC", None),
    ],
)
def test_only_schedules_that_run_on_such_a_day_are_warned_of(
    tmp_path: Path, cron: str, timezone: str, said: str | None
) -> None:
    ingest = f'{{command: [ingest], schedule: "{cron}", timezone: {timezone}}}'
    spec = f"""
version: 1
project: {{name: shop, owner: data}}
connections: {{lake: {{type: files, root: data}}}}
datasets: {{orders: {{source: {{connection: lake, path: o.csv}}, ingest: {ingest}, columns: {{id: {{type: string}}}}}}}}
"""
    (tmp_path / "opsgen.yaml").write_text(spec, encoding="utf-8")
    found = analyse(tmp_path / "opsgen.yaml")
    messages = [each.message for each in found.diagnostics if each.code == "PLT306"]
    way = "back" if said and "exists twice" in said else "forward"
    assert messages == ([f"in {timezone}, {said}, when clocks go {way}"] if said else [])
