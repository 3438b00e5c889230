"""Which partitions depend on which."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.graph.partitions.test_partitioning import BERLIN, DAYS, HOUR, HOURS, partitionings, turns

from opsgen.graph.partitions.dependencies import WHOLE, Dependency, Window
from opsgen.graph.partitions.partitioning import Partitioning

if TYPE_CHECKING:
    from opsgen.graph.partitions.keys import Key

MONTHS = Partitioning("month")
windows = st.one_of(
    st.none(),
    st.builds(Window, st.integers(0, 10), st.integers(1, 48).map(lambda hours: hours * HOUR)),
    st.builds(Window, st.integers(1, 10), st.just(timedelta())),
)


def needed(target: Partitioning, key: str, source: Partitioning, window: str | None = None) -> list[str]:
    found = Dependency(target, source, window and Window.parse(window)).needed(target.parse(key))  # type: ignore[arg-type]
    return [str(each) for each in found]


def affected(source: Partitioning, key: str, target: Partitioning, window: str | None = None) -> list[str]:
    found = Dependency(target, source, window and Window.parse(window)).affected(source.parse(key))  # type: ignore[arg-type]
    return [str(each) for each in found]


@given(turns, partitionings, partitionings, windows)
def test_what_a_partition_needs_affects_it(
    instant: datetime, target: Partitioning, source: Partitioning, window: Window | None
) -> None:
    dependency = Dependency(target, source, window)
    key = target.key_at(instant)
    sources: list[Key | None] = dependency.needed(key)
    for each in (*sources[:3], *sources[-3:]):
        assert key in dependency.affected(each)
    # … and what it does not need does not.
    first, last = sources[0], sources[-1]
    assert first is not None
    assert last is not None
    outside = (source.next(last), source.key_at(source.interval(first).start - timedelta(seconds=1)))
    assert not any(key in dependency.affected(each) for each in outside)


@given(turns, partitionings, partitionings, windows)
def test_what_a_partition_affects_needs_it(
    instant: datetime, target: Partitioning, source: Partitioning, window: Window | None
) -> None:
    dependency = Dependency(target, source, window)
    key = source.key_at(instant)
    targets: list[Key | None] = dependency.affected(key)
    assert all(key in dependency.needed(each) for each in (*targets[:3], *targets[-3:]))


@given(turns, partitionings)
def test_the_same_partitioning_maps_each_key_to_itself(instant: datetime, partitioning: Partitioning) -> None:
    key = partitioning.key_at(instant)
    dependency = Dependency(partitioning, partitioning)
    assert dependency.needed(key) == dependency.affected(key) == [key]


@pytest.mark.parametrize(
    ("day", "first", "last", "count"),
    [
        ("2024-03-31", "2024-03-30T23", "2024-03-31T21", 23),
        ("2024-10-27", "2024-10-26T22", "2024-10-27T22", 25),
        ("2024-07-01", "2024-06-30T22", "2024-07-01T21", 24),
    ],
)
def test_a_local_day_needs_the_hours_in_it(day: str, first: str, last: str, count: int) -> None:
    hours = needed(BERLIN, day, HOURS)
    assert (hours[0], hours[-1], len(hours)) == (first, last, count)


def test_half_an_hour_is_needed_by_two_days() -> None:
    kolkata = Partitioning("day", "Asia/Kolkata")
    assert len(needed(kolkata, "2024-07-01", HOURS)) == 25
    assert affected(HOURS, "2024-06-30T18", kolkata) == ["2024-06-30", "2024-07-01"]


def test_a_month_needs_all_of_its_days_and_each_day_affects_it() -> None:
    assert len(needed(MONTHS, "2024-02", DAYS)) == 29
    assert affected(DAYS, "2024-02-29", MONTHS) == ["2024-02"]
    assert len(affected(MONTHS, "2024-02", DAYS)) == 29
    assert needed(DAYS, "2024-02-29", MONTHS) == ["2024-02"]


def test_a_window_counts_days_of_the_calendar() -> None:
    week = [f"2024-03-{day}" for day in range(25, 32)]
    assert needed(DAYS, "2024-03-31", DAYS, "7d") == week
    assert needed(BERLIN, "2024-03-31", BERLIN, "7d") == week  # of which the last has 23 hours
    assert needed(BERLIN, "2024-03-31", BERLIN, "1w") == week
    assert needed(BERLIN, "2024-03-31", BERLIN, "168h") == ["2024-03-24", *week]
    assert affected(DAYS, "2024-03-25", DAYS, "7d") == week


def test_a_window_can_be_shorter_than_the_partition() -> None:
    assert needed(MONTHS, "2024-02", DAYS, "2d") == ["2024-02-28", "2024-02-29"]
    assert affected(DAYS, "2024-02-27", MONTHS, "2d") == []


def test_hours_count_windows_in_hours() -> None:
    hours = needed(HOURS, "2024-03-31T02", HOURS, "1d")
    assert (hours[0], hours[-1], len(hours)) == ("2024-03-30T03", "2024-03-31T02", 24)
    assert len(needed(HOURS, "2024-03-31T23", HOURS, "1d2h")) == 26


def test_datasets_without_partitions() -> None:
    key = DAYS.key_at(datetime(2024, 3, 31, tzinfo=UTC))
    assert Dependency(DAYS, None).needed(key) == [WHOLE]
    assert Dependency(None, None).needed(WHOLE) == [WHOLE]
    assert Dependency(None, DAYS).needed(WHOLE) == []
    assert Dependency(None, DAYS).affected(key) == [WHOLE]
    assert Dependency(None, None).affected(WHOLE) == [WHOLE]
    assert Dependency(DAYS, None).affected(WHOLE) == []
