"""The keys of partitions as text."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgen.graph.partitions.keys import InvalidKeyError, Key, key_of, parse, parse_range

if TYPE_CHECKING:
    from opsgen.language.dataset import Grain

GRAINS: tuple[Grain, ...] = ("hour", "day", "month")
moments = st.datetimes(datetime(1000, 1, 1), datetime(9998, 12, 31, 23))


@given(moments, st.sampled_from(GRAINS))
def test_a_key_is_read_as_it_is_written(moment: datetime, by: Grain) -> None:
    key = key_of(by, moment)
    assert parse(str(key), by) == key
    assert key.label <= moment < key.shifted(1).label


@given(moments, st.sampled_from(GRAINS), st.integers(-500, 500))
def test_shifts_add_up(moment: datetime, by: Grain, count: int) -> None:
    key = key_of(by, moment.replace(year=1500 + moment.year % 5000))
    assert key.shifted(count).shifted(-count) == key
    assert key.shifted(count).shifted(1) == key.shifted(count + 1)


@given(st.text(st.characters(exclude_characters="0123456789"), max_size=20), st.sampled_from(GRAINS))
def test_other_text_is_refused(text: str, by: Grain) -> None:
    with pytest.raises(InvalidKeyError) as refused:
        parse(text, by)
    assert str(refused.value).startswith(f"`{text}` is ")


@pytest.mark.parametrize(
    ("text", "by", "message"),
    [
        ("2013-7-1", "day", "`2013-7-1` is not a day; write `2013-07-01`"),
        ("2013/07/01", "day", "`2013/07/01` is not a day; write `2013-07-01`"),
        ("20130701", "day", "`20130701` is not a day; write `2013-07-01`"),
        (" 2013-07-01", "day", "` 2013-07-01` is not a day; write `2013-07-01`"),
        ("2013-07-01T04", "day", "`2013-07-01T04` is not a day; write `2013-07-01`"),
        ("2013-07-01", "month", "`2013-07-01` is not a month; write `2013-07`"),
        ("2013-07-01 04:00", "hour", "`2013-07-01 04:00` is not an hour; write `2013-07-01T04`"),
        ("2013-07-01T04:00:00Z", "hour", "`2013-07-01T04:00:00Z` is not an hour; write `2013-07-01T04`"),
        ("2013-02", "day", "`2013-02` is a month, not a day; write the range `2013-02-01..2013-02-28`"),
        (
            "2013-07-01",
            "hour",
            "`2013-07-01` is a day, not an hour; write the range `2013-07-01T00..2013-07-01T23`",
        ),
        ("2013-02-30", "day", "`2013-02-30` is not a day of the calendar"),
        ("2013-13", "month", "`2013-13` is not a month of the calendar"),
        ("2013-07-01T24", "hour", "`2013-07-01T24` is not an hour of the calendar"),
        ("9999-12-31", "day", "`9999-12-31` is not a day of the years 1000 to 9998"),
        ("yesterday", "day", "`yesterday` is not a day; write it as `2013-07-01`"),
        ("", "hour", "`` is not an hour; write it as `2013-07-01T04`"),
        ("2013-07-01\n", "day", "`2013-07-01\n` is not a day; write `2013-07-01`"),
        ("٢٠١٣-07-01", "day", "`٢٠١٣-07-01` is not a day; write it as `2013-07-01`"),
    ],
)
def test_a_refusal_names_what_to_write(text: str, by: Grain, message: str) -> None:
    with pytest.raises(InvalidKeyError) as refused:
        parse(text, by)
    assert str(refused.value) == message


def test_a_range_includes_both_ends() -> None:
    july = Key("month", datetime(2013, 7, 1))
    assert parse_range("2013-07..2013-09", "month") == (july, july.shifted(2))
    assert parse_range("2013-07", "month") == (july, july)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2013-07-03..2013-07-01", "`2013-07-03..2013-07-01` ends before it starts; write `2013-07-01..2013-07-03`"),
        ("2013-07-01..", "`` is not a day; write it as `2013-07-01`"),
        ("2013-7-1..2013-07-03", "`2013-7-1` is not a day; write `2013-07-01`"),
    ],
)
def test_a_range_that_is_wrong_is_refused(text: str, message: str) -> None:
    with pytest.raises(InvalidKeyError) as refused:
        parse_range(text, "day")
    assert str(refused.value) == message
