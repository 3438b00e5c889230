"""Which rows a window leaves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from runtime.check.lab import Steps
from runtime.drift.lab import rows, run, spec, store

if TYPE_CHECKING:
    from pathlib import Path

DRIFT = [{"column": "x", "metric": "psi"}]
X = {"x": {"type": "integer"}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Rows that came about an hour after each other, the last half an hour ago, and one of which nobody knows when."""
    now = f"timestamp '{datetime.now(UTC).replace(tzinfo=None)}'"
    at = f"case when i < 200 then {now} - to_minutes(60 * i + 30) end"
    query = rows(201, x="i", at=at, made=at, day=f"({at})::date")
    store(tmp_path, query, query)
    return tmp_path


def test_without_a_window_all_rows_are_compared(folder: Path) -> None:
    result = run(folder, spec(X, DRIFT))
    assert (result.reference.rows, result.current.rows, result.current.since) == (201, 201, None)


def test_a_window_reaches_back_from_now(folder: Path) -> None:
    result = run(folder, spec({**X, "at": {"type": "timestamp"}}, DRIFT, window="24h", min_rows=1))
    assert (result.reference.rows, result.current.rows, result.current.time_column) == (201, 24, "at")
    assert (result.current.missing_times, result.current.unreadable_times) == (1, 0)
    since = datetime.fromisoformat(result.current.since or "")
    assert datetime.fromisoformat(result.started) - since == timedelta(hours=24)


@pytest.mark.parametrize(
    ("columns", "freshness", "monitor", "expected"),
    [
        ({"at": "timestamp", "day": "date"}, None, {}, "at"),
        ({"day": "date"}, None, {}, "day"),
        ({"at": "timestamp", "made": "timestamp"}, {"column": "made", "error_after": "1d"}, {}, "made"),
        (
            {"at": "timestamp", "made": "timestamp"},
            {"column": "made", "error_after": "1d"},
            {"time_column": "at"},
            "at",
        ),
    ],
)
def test_which_column_tells_the_time(
    folder: Path, columns: dict[str, str], freshness: Any, monitor: dict[str, str], expected: str
) -> None:
    tree = spec({**X, **{name: {"type": type_} for name, type_ in columns.items()}}, DRIFT, window="2d", **monitor)
    tree["datasets"]["asked"] = {**tree["datasets"]["asked"], "freshness": freshness}
    result = run(folder, tree)
    assert result.current.time_column == expected
    assert result.current.rows == 48 or (expected == "day" and 48 < (result.current.rows or 0) <= 72)


@pytest.mark.parametrize(("zone", "hours"), [("UTC", 24), ("Etc/GMT-9", 15), ("Etc/GMT+3", 27)])
def test_a_window_of_local_times_starts_at_an_instant(folder: Path, zone: str, hours: int) -> None:
    """The rows have times in UTC; as local times of a zone that is nine hours ahead, they are nine hours older."""
    columns = {**X, "at": {"type": "timestamp", "timezone": zone}}
    result = run(folder, spec(columns, DRIFT, window="24h", min_rows=1))
    assert result.current.rows == hours


@pytest.mark.parametrize("type_", ["timestamp", "date"])
def test_rows_without_a_time_are_counted_with_the_same_scan(folder: Path, type_: str) -> None:
    column = {"timestamp": "at", "date": "day"}[type_]
    steps = Steps()
    drift = [{"column": "x", "metric": "psi", "max": 100}]
    result = run(folder, spec({**X, column: {"type": type_}}, drift, window="24h", min_rows=1), steps)
    assert (result.outcome, result.current.missing_times, result.drifted_fraction) == ("undecided", 1, None)
    assert result.message == f"1 row of the current data has no `{column}`, so the window may lack it"
    assert steps.made.count("asked: rows") == 1


def test_without_a_window_no_times_are_read(folder: Path) -> None:
    result = run(folder, spec({**X, "at": {"type": "timestamp"}}, DRIFT))
    assert (result.outcome, result.current.missing_times, result.current.unreadable_times) == ("ok", None, None)
