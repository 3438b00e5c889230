"""Every form of a cron expression, as each platform reads what becomes of it.

The readers here follow the platforms' own: `parser.go` and `spec.go` of robfig/cron v3, which Kubernetes uses; what
GitHub documents, which is POSIX's; and croniter, which Airflow uses.
"""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import pytest
from cronsim import CronSim
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from opsgen.language import values
from opsgen.language.cron import portable

if TYPE_CHECKING:
    from collections.abc import Callable

BOUNDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))

PORTABLE = [
    # (what it is, as it is written, as artifacts have it)
    ("numbers", "5 4 3 2 1", "5 4 3 2 1"),
    ("zeros in front", "00 04 01 02 03", "0 4 1 2 3"),
    ("space", " 0  4 * *\t* ", "0 4 * * *"),
    ("Sunday as 0", "0 4 * * 0", "0 4 * * 0"),
    ("Sunday as 7", "0 4 * * 7", "0 4 * * 0"),
    ("Sunday twice", "0 4 * * 0,7", "0 4 * * 0"),
    ("all days to 7", "0 4 * * 0-7", "0 4 * * *"),
    ("all days from 1", "0 4 * * 1-7", "0 4 * * *"),
    ("a weekend", "0 4 * * 6-7", "0 4 * * 0,6"),
    ("a long weekend", "0 4 * * 5-7", "0 4 * * 0,5,6"),
    ("a day by name", "0 4 * * mon", "0 4 * * 1"),
    ("Sunday by name", "0 4 * * SUN", "0 4 * * 0"),
    ("days by name", "0 4 * * Mon-Fri", "0 4 * * 1-5"),
    ("names and numbers", "0 4 * * fri-sat,7", "0 4 * * 0,5,6"),
    ("a month by name", "0 4 1 jul *", "0 4 1 7 *"),
    ("months by name", "0 4 1 JAN-MAR,dec *", "0 4 1 1-3,12 *"),
    ("a list in no order", "30,0,15 4 * * *", "0-30/15 4 * * *"),
    ("a list of two", "30,0 4 * * *", "0,30 4 * * *"),
    ("steps", "*/15 */6 */10 */3 *", "*/15 */6 */10 */3 *"),
    ("a step of one", "*/1 4 * * *", "* 4 * * *"),
    ("a step that does not divide", "*/25 4 * * *", "*/25 4 * * *"),
    ("steps of a range", "0 8-18/2 * * 1-5/2", "0 8-18/2 * * 1,3,5"),
    ("steps from a number", "5/15 4 * * *", "5-50/15 4 * * *"),
    ("steps of days of the week", "0 4 * * */2", "0 4 * * 0,2,4,6"),
    ("steps to 7", "0 4 * * 1-7/2", "0 4 * * 0,1,3,5"),
    ("a range of one", "5-5 4 * * *", "5 4 * * *"),
    ("either day", "0 4 1,15 * 1", "0 4 1,15 * 1"),
    ("either day, one of them every day", "0 4 1-31 * 1", "0 4 * * *"),
    ("either day, the other one every day", "0 4 1 * 0-6", "0 4 * * *"),
    ("all days by a step", "0 4 */1 * 1", "0 4 * * 1"),
    ("a day that only some months have", "0 4 31 1-3 *", "0 4 31 1-3 *"),
]
REFUSED = [
    # (what it is, the expression, what is said, what is said to write)
    ("a macro", "@daily", "five fields", ""),
    ("another macro", "@every 5m", "five fields", ""),
    ("seconds", "0 0 4 * * 1", "five fields", ""),
    ("seconds and ?", "0 0 4 * * ?", "five fields", '`"0 4 * * *"`'),
    ("no particular day", "0 4 ? * 1", "day of month is not valid", '`"0 4 * * 1"`'),
    ("the last day", "0 4 L * *", "`L`", ""),
    ("the last Friday", "0 4 * * 5L", "`L`", ""),
    ("the second Monday", "0 4 * * 1#2", "`#`", ""),
    ("the nearest working day", "0 4 15W * *", "`W`", ""),
    ("the last working day", "0 4 LW * *", "`L`", ""),
    ("days around the end of the week", "0 4 * * sat-mon", "`SAT-MON` ends before it begins", "`0,1,6`"),
    ("days to Sunday", "0 4 * * fri-sun", "`FRI-SUN` ends before it begins", "`0,5,6`"),
    ("hours around midnight", "0 22-2 * * *", "`22-2` ends before it begins", "`0-2,22,23`"),
    ("months around the new year", "0 4 1 nov-FEB *", "`NOV-FEB` ends before it begins", "`1,2,11,12`"),
    ("days with a step", "0 4 * * 1/2", "which days `1/2` is", "list the days"),
    ("a range of one with a step", "5-5/2 4 * * *", "what `5-5/2` is", "`5`"),
    ("every second day that is a Monday", "0 4 */2 * 1", "both must fit", "`*` for the other"),
    ("the first and days with a step", "0 4 1 * */2", "both must fit", "`*` for the other"),
    ("a star in a list", "0 4 1 * 1,*", "makes the other items of its list meaningless", "write `*"),
    ("a day that never comes", "0 4 31 2,4 *", "so it never runs", ""),
    ("a number too large", "0 24 * * *", "hour is not valid", ""),
    ("a day of the week too large", "0 4 * * 8", "day of week is not valid", ""),
    ("a step of nothing", "*/0 4 * * *", "minute is not valid", ""),
    ("a name that is none", "0 4 * * monday", "day of week is not valid", ""),
]  # fmt: skip


class Times(NamedTuple):
    """What a platform makes of an expression."""

    minutes: set[int]
    hours: set[int]
    days: set[int]
    months: set[int]
    weekdays: set[int]
    both: bool
    """Whether both the day of the month and the day of the week must fit."""

    def has(self, moment: datetime) -> bool:
        day, weekday = moment.day in self.days, moment.isoweekday() % 7 in self.weekdays
        is_day = (day and weekday) if self.both else (day or weekday)
        return is_day and moment.month in self.months and moment.hour in self.hours and moment.minute in self.minutes


def kubernetes(expression: str) -> Times:
    fields, stars = [], []
    for field, (lowest, highest) in zip(expression.split(" "), BOUNDS, strict=True):
        found, star = set(), False
        for term in field.split(","):
            bounds, _, step = term.partition("/")
            low, dash, high = bounds.partition("-")
            first, last = (lowest, highest) if low == "*" else (int(low), int(high) if dash else int(low))
            last = highest if step and not dash else last
            star = star or (low == "*" and int(step or 1) == 1)
            assert lowest <= first <= last <= highest
            found |= set(range(first, last + 1, int(step or 1)))
        fields.append(found)
        stars.append(star)
    return Times(*fields, both=stars[2] or stars[4])


def posix(expression: str) -> Times:
    """GitHub's: numbers, `*`, `,`, `-` and `/`; either day counts where neither is `*`."""
    assert set(expression) <= set("0123456789 *,-/")
    times = kubernetes(expression)
    return times._replace(both="*" in {field[0] for field in (expression.split(" ")[2], expression.split(" ")[4])})


def croniter(expression: str) -> Times:
    """Airflow's: a field with all its values is a `*`, and either day counts where neither is one."""
    times = kubernetes(expression)
    return times._replace(both=len(times.days) == 31 or len(times.weekdays) == 7)


READERS = [kubernetes, posix, croniter]


@pytest.mark.parametrize(("written", "expected"), [row[1:] for row in PORTABLE], ids=[row[0] for row in PORTABLE])
def test_an_expression_has_one_form(written: str, expected: str) -> None:
    assert values.cron(written) == expected
    assert values.cron(expected) == expected


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("written", [row[1] for row in PORTABLE], ids=[row[0] for row in PORTABLE])
def test_each_platform_runs_it_when_cron_does(written: str, reader: Callable[[str], Times]) -> None:
    assert_same_runs(written, values.cron(written), reader)


@pytest.mark.parametrize(("written", "says", "help_"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_platforms_read_differently_is_refused(written: str, says: str, help_: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        values.cron(written)
    assert says in caught.value.message()
    assert help_ in (caught.value.context or {})["help"]


def numbers(lowest: int, highest: int) -> st.SearchStrategy[str]:
    number = st.integers(lowest, highest)
    ends = st.tuples(number, number).map(sorted)
    term = st.one_of(
        number.map(str),
        ends.map(lambda pair: f"{pair[0]}-{pair[1]}"),
        st.tuples(ends, st.integers(1, 9)).map(lambda both: f"{both[0][0]}-{both[0][1]}/{both[1]}"),
    )
    whole = st.just("*") | st.integers(1, 40).map(lambda step: f"*/{step}")
    return whole | st.lists(term, min_size=1, max_size=3).map(",".join)


expressions = st.tuples(numbers(0, 59), numbers(0, 23), numbers(1, 28), numbers(1, 12), numbers(0, 7)).map(" ".join)


@given(expressions, st.sampled_from(READERS))
def test_any_expression_is_refused_or_runs_when_cron_runs_it(written: str, reader: Callable[[str], Times]) -> None:
    try:
        found = portable(written)
    except ValueError:
        return
    assert portable(found) == found == values.cron(written)
    assert_same_runs(written, found, reader)


def assert_same_runs(written: str, found: str, reader: Callable[[str], Times]) -> None:
    """The first runs of an expression, as cron has them, and whether a platform has each of them and none between."""
    ours = list(islice(CronSim(written, datetime(2024, 1, 1)), 30))
    assert list(islice(CronSim(found, datetime(2024, 1, 1)), 30)) == ours
    times = reader(found)
    assert all(map(times.has, ours))
    cron = CronSim(written, datetime(2024, 1, 1))
    sets = (cron.minutes, cron.hours, cron.months)
    assert (times.minutes, times.hours, times.months) == sets
    for ordinal in range(datetime(2024, 1, 1).toordinal(), datetime(2026, 1, 1).toordinal()):
        day = datetime.fromordinal(ordinal).replace(hour=min(cron.hours), minute=min(cron.minutes))
        assert times.has(day) == (cron_has_day(cron, day) and day.month in cron.months)


def cron_has_day(cron: CronSim, day: datetime) -> bool:
    on_day, on_weekday = day.day in cron.days, bool({day.isoweekday(), day.isoweekday() % 7} & set(cron.weekdays))
    return (on_day and on_weekday) if cron.day_and else (on_day or on_weekday)
