"""The partitions of a dataset: how they tile time, and which of them are complete or missing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.graph.partitions.test_intervals import ZONES

from opsgen.graph.partitions.intervals import Interval
from opsgen.graph.partitions.keys import InvalidKeyError
from opsgen.graph.partitions.partitioning import Partitioning

HOUR = timedelta(hours=1)
DAYS = Partitioning("day")
BERLIN = Partitioning("day", "Europe/Berlin")
HOURS = Partitioning("hour")
PARTITIONINGS = (HOURS, *(Partitioning(by, zone) for by in ("day", "month") for zone in ZONES))  # type: ignore[arg-type]

instants = st.datetimes(datetime(1990, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))
turns = st.one_of(
    instants,
    # The months in which clocks change, in the year in which America/Sao_Paulo had no midnight.
    st.builds(
        lambda month, hours: datetime(2018, month, 1, tzinfo=UTC) + hours * HOUR,
        st.sampled_from((2, 3, 4, 10, 11)),
        st.integers(0, 31 * 24),
    ),
)
partitionings = st.sampled_from(PARTITIONINGS)


@given(turns, partitionings)
def test_the_intervals_of_consecutive_keys_tile(instant: datetime, partitioning: Partitioning) -> None:
    key = partitioning.key_at(instant)
    interval, following = partitioning.interval(key), partitioning.next(key)
    assert interval.start <= instant < interval.end
    assert partitioning.interval(following).start == interval.end
    assert following > key
    assert partitioning.key_at(interval.start) == partitioning.key_at(interval.end - timedelta(microseconds=1)) == key


@given(turns, partitionings)
def test_a_key_is_read_as_it_is_written(instant: datetime, partitioning: Partitioning) -> None:
    key = partitioning.key_at(instant)
    assert partitioning.parse(str(key)) == key


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", "2024-03-31", 23),
        ("Europe/Berlin", "2024-10-27", 25),
        ("America/New_York", "2024-03-10", 23),
        ("America/New_York", "2024-11-03", 25),
        ("America/Sao_Paulo", "2018-11-04", 23),
        ("America/Sao_Paulo", "2018-02-17", 25),
        ("Australia/Lord_Howe", "2024-10-06", 23.5),
        ("Australia/Lord_Howe", "2024-04-07", 24.5),
        ("Africa/Cairo", "2024-04-26", 23),
        ("Asia/Kolkata", "2024-03-31", 24),
        ("UTC", "2024-03-31", 24),
    ],
)
def test_the_length_of_a_day(zone: str, day: str, hours: float) -> None:
    partitioning = Partitioning("day", zone)
    interval = partitioning.interval(partitioning.parse(day))
    assert (interval.end - interval.start) / HOUR == hours


def test_a_day_that_was_skipped_is_no_key() -> None:
    apia = Partitioning("day", "Pacific/Apia")
    assert [str(key) for key in apia.parse_range("2011-12-29..2011-12-31")] == ["2011-12-29", "2011-12-31"]
    with pytest.raises(InvalidKeyError, match="`2011-12-30` does not exist in Pacific/Apia: its clocks skipped that"):
        apia.parse("2011-12-30")


def test_a_local_time_that_comes_twice_over_midnight_has_one_partition() -> None:
    """Clocks went back at 00:01, to 23:01 of the day before: the date was the later, the earlier, and the later."""
    johns = Partitioning("day", "America/St_Johns")
    turn = datetime(2010, 11, 7, 2, 31, tzinfo=UTC)
    keys = [str(johns.key_at(turn + minutes * timedelta(minutes=1))) for minutes in (-2, -1, 0, 59, 60)]
    assert keys == ["2010-11-06", *["2010-11-07"] * 4]


@given(turns, turns, partitionings)
def test_the_keys_that_overlap_an_interval_cover_it(one: datetime, other: datetime, partitioning: Partitioning) -> None:
    start = min(one, other)
    interval = Interval(start, min(max(one, other), start + timedelta(days=60 if partitioning.by != "hour" else 3)))
    keys = partitioning.overlapping(interval)
    assert all(partitioning.interval(key).overlaps(interval) for key in keys)
    assert all(partitioning.next(first) == second for first, second in pairwise(keys))
    if keys:
        assert partitioning.interval(keys[0]).start <= interval.start
        assert partitioning.interval(keys[-1]).end >= interval.end
    else:
        assert interval.start == interval.end


@given(turns, partitionings, st.integers(0, 72))
def test_the_latest_closed_partition_is_closed_and_the_next_one_is_not(
    now: datetime, partitioning: Partitioning, hours: int
) -> None:
    delayed = partitioning._replace(delay=hours * HOUR)
    key = delayed.latest_closed(now)
    assert delayed.is_closed(key, now)
    assert not delayed.is_closed(delayed.next(key), now)


def test_a_partition_is_closed_at_its_end_and_after_its_delay() -> None:
    key = BERLIN.parse("2024-03-31")
    end = datetime(2024, 3, 31, 22, tzinfo=UTC)
    assert BERLIN.is_closed(key, end)
    assert not BERLIN.is_closed(key, end - timedelta(microseconds=1))
    delayed = BERLIN._replace(delay=2 * HOUR)
    assert not delayed.is_closed(key, end + 2 * HOUR - timedelta(microseconds=1))
    assert delayed.is_closed(key, end + 2 * HOUR)


NOW = datetime(2024, 4, 1, 6, tzinfo=UTC)


def missing(partitioning: Partitioning, published: set[str], *args: date, catchup: bool = False) -> list[str]:
    return [str(key) for key in partitioning.missing(published, NOW, *args, catchup=catchup)]


def test_what_is_missing_is_complete_not_published_and_no_older_than_lookback() -> None:
    days = ["2024-03-25", "2024-03-26", "2024-03-27", "2024-03-28", "2024-03-29", "2024-03-30", "2024-03-31"]
    assert missing(DAYS, set()) == days
    assert missing(DAYS, {"2024-03-26", "2024-03-31"}) == [days[0], *days[2:6]]
    assert missing(DAYS._replace(lookback=2), {"2024-03-31"}) == ["2024-03-30"]
    assert missing(DAYS, set(days)) == []
    assert missing(DAYS._replace(delay=12 * HOUR, lookback=1), set()) == ["2024-03-30"]


def test_nothing_is_missing_before_the_start_date() -> None:
    assert missing(DAYS, set(), date(2024, 3, 30)) == ["2024-03-30", "2024-03-31"]
    assert missing(DAYS, set(), date(2024, 4, 2)) == []
    assert missing(Partitioning("month", lookback=3), set(), date(2024, 2, 15)) == ["2024-02", "2024-03"]
    assert missing(HOURS._replace(lookback=3), set(), date(2024, 4, 1)) == [
        "2024-04-01T03",
        "2024-04-01T04",
        "2024-04-01T05",
    ]


def test_catching_up_takes_the_oldest_first_and_so_many_at_a_time() -> None:
    start = date(2013, 1, 1)
    assert missing(DAYS._replace(lookback=2), set(), start, catchup=True) == ["2013-01-01", "2013-01-02"]
    assert missing(DAYS._replace(lookback=2), {"2013-01-01"}, start, catchup=True) == ["2013-01-02", "2013-01-03"]
