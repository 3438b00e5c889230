"""How old data is: the future, time zones, and the hours at which clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from opsgen.runtime.check.evaluate import TOLERANCE, evaluate
from opsgen.runtime.check.result import Outcome
from opsgen.sql import times
from opsgen.sql.rules.rule import Freshness, Rule
from runtime.check.lab import csv_of, rules, run, write

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.runtime.check.evaluate import RuleVerdict

NOW = datetime(2024, 6, 15, 12, tzinfo=UTC)


class Clock(datetime):
    """Stands still."""

    @classmethod
    def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
        return NOW.astimezone(tz)


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opsgen.runtime.check.run.datetime", Clock)


def judged(newest: Any, zone: str = "UTC", warn: str | None = None, error: str | None = "1d") -> RuleVerdict:
    rule = Rule("d", "freshness", "freshness", ("at",), Freshness("at", warn, error), "error")
    return evaluate(rule, {"newest": newest}, NOW, zone)


@pytest.mark.parametrize(
    ("ahead", "outcome"),
    [(0, "pass"), (TOLERANCE, "pass"), (TOLERANCE + 1, "fail"), (10**9, "fail"), (-86400, "pass"), (-86401, "fail")],
)
def test_a_newest_value_in_the_future_fails_beyond_a_tolerance(ahead: int, outcome: str) -> None:
    moment = NOW + timedelta(seconds=ahead)
    for newest in (moment, moment.isoformat(), moment.isoformat(sep=" ").replace("+00:00", " UTC")):
        assert judged(newest).outcome == outcome


def test_the_future_has_words_of_its_own() -> None:
    verdict = judged("2024-06-15 14:00:00")
    assert (verdict.found, verdict.value) == ("the newest value is 2 h in the future", -7200)
    assert verdict.message == (
        "values without an offset are times in UTC; if they are not, set `timezone` of the column or the source"
    )
    assert judged("2024-06-15 14:00:00+00").message is None
    assert judged("2024-06-15 14:00:00", error=None, warn="1h").outcome is Outcome.WARN


@pytest.mark.parametrize(
    ("newest", "found"),
    [
        ("infinity", "the newest value is infinity, in the future"),
        ("294276-12-31 23:59:59", "the newest value is 294276-12-31 23:59:59, in the future"),
        ("-infinity", "the newest value is -infinity, infinitely old"),
        ("4713-01-01 00:00:00 BC", "the newest value is 4713-01-01 00:00:00 BC, infinitely old"),
    ],
)
def test_what_no_calendar_has_is_never_fresh(newest: str, found: str) -> None:
    verdict = judged(newest)
    assert (verdict.outcome, verdict.found) == ("fail", found)


@pytest.mark.parametrize(
    ("newest", "zone", "age"),
    [
        ("2024-06-15 14:00:00", "Europe/Berlin", 0),
        ("2024-06-15 08:00:00", "America/New_York", 0),
        ("2024-06-15 14:00:00+02:00", "America/New_York", 0),  # an offset says more than a zone
        ("2024-06-15", "Europe/Berlin", 14 * 3600),
        ("2024-06-16", "Pacific/Kiritimati", 2 * 3600),  # where it is the next day already
    ],
)
def test_a_time_without_an_offset_is_one_of_its_zone(newest: str, zone: str, age: float) -> None:
    verdict = judged(newest, zone)
    assert (verdict.outcome, verdict.value) == ("pass", age)


def test_a_date_is_in_the_future_where_it_is_not_yet_that_day() -> None:
    assert judged("2024-06-16", "UTC").outcome is Outcome.FAIL
    assert judged("2024-06-15", "UTC").outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("text", "zone", "instant"),
    [
        # Clocks are turned forward: 2 to 3 o'clock does not occur, and is read with the offset before.
        ("2024-03-31 01:59:59", "Europe/Berlin", "2024-03-31 00:59:59"),
        ("2024-03-31 02:30:00", "Europe/Berlin", "2024-03-31 01:30:00"),
        ("2024-03-31 03:00:00", "Europe/Berlin", "2024-03-31 01:00:00"),
        ("2024-03-10 01:59:59", "America/New_York", "2024-03-10 06:59:59"),
        ("2024-03-10 02:30:00", "America/New_York", "2024-03-10 07:30:00"),
        ("2024-03-10 03:00:00", "America/New_York", "2024-03-10 07:00:00"),
        # Clocks are turned back: the hour occurs twice, and the earlier instant is meant.
        ("2024-10-27 01:59:59", "Europe/Berlin", "2024-10-26 23:59:59"),
        ("2024-10-27 02:30:00", "Europe/Berlin", "2024-10-27 00:30:00"),
        ("2024-10-27 03:00:00", "Europe/Berlin", "2024-10-27 02:00:00"),
        ("2024-11-03 00:59:59", "America/New_York", "2024-11-03 04:59:59"),
        ("2024-11-03 01:30:00", "America/New_York", "2024-11-03 05:30:00"),
        ("2024-11-03 02:00:00", "America/New_York", "2024-11-03 07:00:00"),
        ("0001-01-01 00:00:00", "Asia/Tokyo", "0001-01-01 00:00:00"),  # before it there is no calendar
    ],
)
def test_what_local_times_mean_where_clocks_change(text: str, zone: str, instant: str) -> None:
    found = times.instant(datetime.fromisoformat(text), zone)
    assert found == datetime.fromisoformat(instant).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone", "local"),
    [
        ("2024-10-27T00:30:00Z", "Europe/Berlin", "2024-10-27 02:30:00"),
        ("2024-10-27T01:30:00Z", "Europe/Berlin", "2024-10-27 02:30:00"),
        ("2024-03-31T01:00:00Z", "Europe/Berlin", "2024-03-31 03:00:00"),
        ("9999-12-31T23:59:59Z", "Asia/Tokyo", "9999-12-31 23:59:59"),
        ("2024-01-01T00:00:00", "Asia/Tokyo", "2024-01-01 00:00:00"),
    ],
)
def test_an_instant_is_one_local_time(text: str, zone: str, local: str) -> None:
    assert times.local(datetime.fromisoformat(text), zone).isoformat(sep=" ") == local


AT: dict[str, Any] = {"at": {"type": "timestamp"}}
FRESH = {"column": "at", "error_after": "1h"}


@pytest.mark.parametrize(
    ("column", "source", "age"),
    [
        ({}, {}, None),
        ({"timezone": "Europe/Berlin"}, {}, 0),
        ({}, {"timezone": "Europe/Berlin"}, 0),
        ({"timezone": "Europe/Berlin"}, {"timezone": "Asia/Tokyo"}, 0),
    ],
)
@pytest.mark.parametrize("format_", ["csv", "jsonl", "parquet"])
def test_the_zone_of_a_column_or_else_of_its_source_counts(
    tmp_path: Path, column: dict[str, str], source: dict[str, str], age: float | None, format_: str
) -> None:
    text = "2024-06-15 14:00:00"
    write(tmp_path, f"at\n{text}\n")
    write(tmp_path, f'{{"at": "{text}"}}\n', "data.jsonl")
    import duckdb

    duckdb.sql(f"select timestamp '{text}' as at").write_parquet(str(tmp_path / "data" / "data.parquet"))
    dataset = csv_of({"at": {"type": "timestamp", **column}}, path=f"data.{format_}", **source)
    found = rules(run(tmp_path, {"d": {**dataset, "freshness": FRESH}}))["freshness"]
    assert found.outcome == ("fail" if age is None else "pass")
    assert found.value == (-7200 if age is None else age)
    assert (found.message is None) == (age is not None)


def test_text_with_an_offset_needs_no_zone(tmp_path: Path) -> None:
    write(tmp_path, "at\n2024-06-15T11:30:00Z\n2024-06-15 13:30:00+02:00\n2024-06-15 13:30:00\n")
    quality = [
        {"range": {"column": "at", "min": "2024-06-15T11:30:00Z", "max": "2024-06-15T11:30:00+00:00"}},
        {"range": {"column": "at", "min": "2024-06-15T13:30:00", "max": "2024-06-15T13:30:00"}},
        {"unique": {"columns": ["at"], "max_rows": 3}},
    ]
    dataset = csv_of({"at": {"type": "timestamp", "timezone": "Europe/Berlin"}}, quality)
    found = rules(run(tmp_path, {"d": {**dataset, "freshness": FRESH}}))
    assert [rule.rows_broken for rule in found.values() if rule.kind in ("range", "unique")] == [0, 0, 3]
    assert found["freshness"].value == 1800


@pytest.mark.parametrize("type_", ["timestamp", "timestamptz"])
def test_a_bound_with_an_offset_is_the_same_instant_in_every_type(tmp_path: Path, type_: str) -> None:
    (tmp_path / "data").mkdir()
    import duckdb

    values = {"timestamp": "2024-01-01 01:00:00", "timestamptz": "2024-01-01 00:00:00+00"}
    query = f"select {type_} '{values[type_]}' as at"
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.sql(query).write_parquet(str(tmp_path / "data" / "data.parquet"))
    bounds = (("2024-01-01T00:00:00Z", 0), ("2024-01-01T01:00:00", 0), ("2024-01-01T00:00:01Z", 1))
    quality = [{"range": {"column": "at", "min": low}} for low, _ in bounds]
    column = {"type": "timestamp", "timezone": "Europe/Berlin"}
    found = rules(run(tmp_path, {"d": csv_of({"at": column}, quality, path="data.parquet")}))
    assert [rule.rows_broken for rule in found.values() if rule.kind == "range"] == [broken for _, broken in bounds]
