from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

import pytest
from cronsim import CronSim

from opsgen.compile.pipeline import analyse
from opsgen.graph.schedules import DAY, HOUR, WEEK, YEARS, Pace, arrivals, clock_changes, in_words, pace

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """\
version: 1
project: {name: flights, owner: ml, image: {repository: ghcr.io/example/flights}}
environments: {prod: {kubernetes: {namespace: flights}}}
connections: {lake: {type: files, root: data}}
datasets:
  hourly:
    source: {connection: lake, path: a.csv}
    ingest: {command: [a], schedule: "5 * * * *"}
    columns: {id: {type: integer}}
  weekly:
    source: {connection: lake, path: b.csv}
    ingest: {command: [b], schedule: "0 4 * * 1"}
    columns: {id: {type: integer}}
  external:
    source: {connection: lake, path: c.csv}
    columns: {id: {type: integer}}
  joined:
    source: {connection: lake, path: d.csv}
    transform: {inputs: [hourly, weekly, external], command: [d]}
    columns: {id: {type: integer}}
  own_time:
    source: {connection: lake, path: e.csv}
    transform: {inputs: [hourly], command: [e], schedule: "0 0 * * *"}
    columns: {id: {type: integer}}
  scores:
    source: {connection: lake, path: f.csv}
    columns: {id: {type: integer}}
  asked:
    source: {connection: lake, path: g.csv}
    produced_by: deployments.api
    columns: {id: {type: integer}}
deployments:
  nightly: {type: batch, command: [f], schedule: "0 20 * * *", inputs: [hourly], output: scores}
  api: {type: online, command: [serve]}
outputs: {airflow: {}, kubernetes: {}}
"""


@pytest.mark.parametrize(
    ("cron", "expected"),
    [
        ("30 * * * *", Pace(HOUR, HOUR)),
        ("0 4 * * *", Pace(DAY, DAY)),
        ("0 4 * * 1", Pace(WEEK, WEEK)),
        ("0 4 * * MON", Pace(WEEK, WEEK)),
        ("*/15 * * * *", Pace(900, 900)),
        ("0 4 * * 1-5", Pace(DAY, 3 * DAY)),
        ("0 0 1 * *", Pace(28 * DAY, 31 * DAY)),
    ],
)
def test_how_far_apart_runs_are(cron: str, expected: Pace) -> None:
    assert pace(cron) == expected


@pytest.mark.parametrize("cron", ["30 * * * *", "0 4 * * *", "0 4 * * 0", "59 23 * * 7", "7 9 * * sat"])
def test_plain_schedules_are_what_cronsim_makes_of_them(cron: str) -> None:
    runs = islice(CronSim(cron, datetime(2024, 1, 1)), 60)
    gaps = {later - earlier for earlier, later in pairwise(runs)}
    assert gaps == {timedelta(seconds=pace(cron).shortest)}


def test_how_often_each_dataset_arrives(tmp_path: Path) -> None:
    (tmp_path / "opsgen.yaml").write_text(SPEC, encoding="utf-8")
    project = analyse(tmp_path / "opsgen.yaml").project
    assert project
    found = {name: arrivals(project.first, name) for name in project.first.datasets}
    assert found == {
        "hourly": Pace(HOUR, HOUR),
        "weekly": Pace(WEEK, WEEK),
        "external": None,
        "joined": Pace(WEEK, WEEK),
        "own_time": Pace(DAY, DAY),
        "scores": Pace(DAY, DAY),
        "asked": None,
    }
    assert arrivals(project.first, "nothing") is None


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(DAY, "day"), (7 * DAY, "7 days"), (HOUR, "hour"), (900, "15 minutes"), (90, "90 seconds")],
)
def test_times_in_words(seconds: int, expected: str) -> None:
    assert in_words(seconds) == expected


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
    of_year = [change for change in clock_changes(timezone) if change.day.year == YEAR]
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
        for change in clock_changes(timezone)
        if change.forward and change.day.year == YEAR
        for minute in range(change.begins, change.ends, 30)
    }
    assert said == missing


def test_each_year_has_its_days() -> None:
    days = [change.day.isoformat() for change in clock_changes("Europe/Vienna")]
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
