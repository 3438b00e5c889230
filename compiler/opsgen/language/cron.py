"""Cron expressions in the form that every platform reads alike.

Airflow (croniter), GitHub, Kubernetes (robfig/cron) and cron itself agree on numbers, lists, ranges and steps, and
disagree on much else: 7 for Sunday, names, `5-5`, `7/2`, and on which day counts where both the day of the month and
the day of the week are restricted. An expression is therefore read once, as cron reads it, and written anew.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from cronsim import CronSim

_MINUTES, _HOURS, _DAYS, _MONTHS, _WEEKDAYS = range(60), range(24), range(1, 32), range(1, 13), range(7)
_NAMES = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_MONTH_NAMES = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_FIELDS = (_MINUTES, _HOURS, _DAYS, _MONTHS, _WEEKDAYS)
_SHORTEST_RUN = 3
"""Fewer neighbours are a list."""


class CronError(ValueError):
    """What is wrong with an expression, and what to write, if that is plain."""

    def __init__(self, message: str, help_: str = "") -> None:
        super().__init__(message)
        self.help = help_


def portable(text: str) -> str:
    """The same times as `text` has, in the form that every platform reads alike; raises `CronError`.

    Fields are numbers, lists, ranges and steps; Sunday is 0; and where both days are restricted, either of them counts.
    """
    fields = text.upper().split()
    _refuse_ambiguities(fields)
    times = _read(fields)
    days, weekdays = set(times.days), {day % 7 for day in times.weekdays if isinstance(day, int)}
    all_days, all_weekdays = days == set(_DAYS), weekdays == set(_WEEKDAYS)
    if times.day_and:
        if not (all_days or all_weekdays):
            raise CronError(
                "platforms differ in whether one of these days is enough or both must fit",
                "restrict either the day of the month or the day of the week, and write `*` for the other",
            )
    elif all_days or all_weekdays:
        days, weekdays = set(_DAYS), set(_WEEKDAYS)
    written = [
        *(_written(times.minutes, _MINUTES), _written(times.hours, _HOURS), _written(days, _DAYS)),
        *(_written(times.months, _MONTHS), _written(weekdays, _WEEKDAYS, has_steps=False)),
    ]
    return " ".join(written)


def runs_on(cron: str, day: date) -> bool:
    """Whether a schedule in its portable form runs on a day."""
    _, _, days, months, weekdays = cron.split()
    fits = (day.day in _values(days, _DAYS), day.isoweekday() % 7 in _values(weekdays, _WEEKDAYS))
    return day.month in _values(months, _MONTHS) and (all(fits) if "*" in (days, weekdays) else any(fits))


def _values(written: str, field: range) -> set[int]:
    """The values of a field in its portable form."""
    found: set[int] = set()
    for term in written.split(","):
        bounds, _, step = term.partition("/")
        first, _, last = bounds.partition("-")
        ends = (field.start, field.stop - 1) if first == "*" else (int(first), int(last or first))
        found.update(range(ends[0], ends[1] + 1, int(step or 1)))
    return found


def _refuse_ambiguities(fields: list[str]) -> None:
    for field, values in zip(fields, _FIELDS, strict=True):
        terms = field.split(",")
        if len(terms) > 1 and "*" in terms:
            raise CronError("a `*` makes the other items of its list meaningless", "write `*` alone, or remove it")
        for term in terms:
            _refuse_term(term, values)


def _refuse_term(term: str, values: range) -> None:
    if same := re.fullmatch(r"(\w+)-\1/\d+", term):
        raise CronError(f"platforms differ in what `{term}` is", f"write `{same[1]}`, or a range that has an end")
    if values is _WEEKDAYS and re.fullmatch(r"\w+/\d+", term, re.ASCII):
        raise CronError(f"platforms differ in which days `{term}` is", "list the days of the week")
    bounds = re.fullmatch(r"(\w+)-(\w+)", term)
    first, last = (_number(bound, values) for bound in bounds.groups()) if bounds else (None, None)
    if first is not None and last is not None and last < first:
        around = [*range(first, values.stop), *range(values.start, last + 1)]
        listed = _written(around, values, has_steps=False)
        raise CronError(f"`{term}` ends before it begins", f"write `{listed}` for the days or hours around its end")


def _number(text: str, values: range) -> int | None:
    """A number or a name of a field; None where it is neither."""
    if text.isascii() and text.isdigit():
        return int(text) if int(text) in values else None
    names = {_WEEKDAYS: _NAMES, _MONTHS: _MONTH_NAMES}.get(values, ())
    return values.start + names.index(text) if text in names else None


def _read(fields: list[str]) -> CronSim:
    """What cron makes of it; it must run at some time."""
    from datetime import datetime

    from cronsim import CronSim, CronSimError

    text = " ".join(fields)
    try:
        next(CronSim(text, datetime(2024, 1, 1)))
    except (CronSimError, StopIteration) as error:
        wrong = str(error).removeprefix("Bad ").replace("-", " ") or "day of month"
        if wrong == "day of month" and _is_valid([*fields[:3], "*", fields[4]]):
            raise CronError(f"no month of this schedule has a day {fields[2]}, so it never runs") from None
        raise CronError(f"this is not a cron expression: its {wrong} is not valid") from None
    return CronSim(text, datetime(2024, 1, 1))


def _is_valid(fields: list[str]) -> bool:
    from datetime import datetime

    from cronsim import CronSim, CronSimError

    try:
        next(CronSim(" ".join(fields), datetime(2024, 1, 1)))
    except (CronSimError, StopIteration):
        return False
    return True


def _written(values: Iterable[int], field: range, *, has_steps: bool = True) -> str:
    """A field, as short as it can be: `*`, `*/15`, `8-18/2`, `1-5`, `0,5,6`."""
    found = sorted(set(values))
    if found == list(field):
        return "*"
    step = found[1] - found[0] if len(found) > 1 else 0
    if has_steps and step > 1 and len(found) >= _SHORTEST_RUN and found == list(range(found[0], found[-1] + 1, step)):
        is_whole = found[0] == field.start and found[-1] + step >= field.stop
        return f"*/{step}" if is_whole else f"{found[0]}-{found[-1]}/{step}"
    runs: list[list[int]] = [[found[0]]]
    for before, value in pairwise(found):
        runs.append([value]) if value > before + 1 else runs[-1].append(value)
    return ",".join(_run(run) for run in runs)


def _run(run: list[int]) -> str:
    return f"{run[0]}-{run[-1]}" if len(run) >= _SHORTEST_RUN else ",".join(map(str, run))
