"""When things run: the schedules of a spec, how often each runs, and when the clocks of its time zone change."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from pkgutil import get_data
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from zoneinfo import ZoneInfo

    from opsgen.diagnostics.model import Path
    from opsgen.graph.project import EnvironmentGraph
    from opsgen.language.root import Spec
    from opsgen.language.task import Schedule

YEARS = range(2026, 2036)
"""The years whose clock changes are computed. They are fixed, so that no finding depends on the current date."""
HOUR, DAY, WEEK = 3600, 86_400, 604_800
_OCCURRENCES = 500
"""How many runs are looked at of a schedule that is no plain one."""
_PLAIN = (
    (re.compile(r"\d+ \* \* \* \*"), HOUR),
    (re.compile(r"\d+ \d+ \* \* \*"), DAY),
    (re.compile(r"\d+ \d+ \* \* (?:\d|[A-Za-z]{3})"), WEEK),
)
"""Schedules whose runs are equally far apart; cronsim, which takes long to import, need not be asked."""


class Scheduled(NamedTuple):
    """A schedule where it stands."""

    path: Path
    cron: str
    timezone: str


def schedules(spec: Spec) -> Iterator[Scheduled]:
    """All schedules, in the order of the spec."""
    for name, dataset in spec.datasets.items():
        path = ("datasets", name)
        yield from _of(path, dataset)
        yield from _of((*path, "ingest"), dataset.ingest)
        yield from _of((*path, "transform"), dataset.transform)
    for name, model in spec.models.items():
        yield from _of(("models", name, "retrain"), model.retrain)
    for name, deployment in spec.deployments.items():
        if deployment.type == "batch":
            yield Scheduled(("deployments", name, "schedule"), deployment.schedule, deployment.timezone)
        else:
            yield from _of(("deployments", name, "monitor"), deployment.monitor)


def _of(path: Path, part: Schedule | None) -> Iterator[Scheduled]:
    if part is not None and part.schedule is not None:
        yield Scheduled((*path, "schedule"), part.schedule, part.timezone)


class Pace(NamedTuple):
    """How many seconds are between one run and the next, apart from changes of clocks."""

    shortest: int
    longest: int


@cache
def pace(cron: str) -> Pace:
    """How often a schedule comes round."""
    for plain, seconds in _PLAIN:
        if plain.fullmatch(cron):
            return Pace(seconds, seconds)
    from datetime import datetime
    from itertools import islice, pairwise

    from cronsim import CronSim

    runs = islice(CronSim(cron, datetime(2024, 1, 1)), _OCCURRENCES)
    gaps = [int((later - earlier).total_seconds()) for earlier, later in pairwise(runs)]
    return Pace(min(gaps, default=WEEK), max(gaps, default=WEEK))


def arrivals(graph: EnvironmentGraph, name: str, above: frozenset[str] = frozenset()) -> Pace | None:
    """How often a dataset is made anew; None where nothing in the spec tells. `above` are those made from it."""
    node = graph.datasets.get(name)
    if node is None or name in above:
        return None
    producer, transform = node.producer, node.dataset.transform
    if producer.ingest and producer.ingest.schedule:
        return pace(producer.ingest.schedule)
    if producer.kind == "transform" and transform and transform.schedule:
        return pace(transform.schedule)
    if producer.kind == "batch" and producer.deployment:
        deployment = graph.spec.deployments[producer.deployment]
        return pace(deployment.schedule) if deployment.type == "batch" else None
    if producer.kind not in ("transform", "quarantine"):
        return None
    inputs = [arrivals(graph, source, above | {name}) for source in producer.inputs]
    known = [each for each in inputs if each]  # It is made anew once all of them are.
    return Pace(max(each.shortest for each in known), max(each.longest for each in known)) if known else None


def in_words(seconds: int) -> str:
    """A time as people say it, in its largest unit that divides it."""
    for unit, size in (("day", DAY), ("hour", HOUR), ("minute", 60)):
        if seconds % size == 0:
            return unit if seconds == size else f"{seconds // size} {unit}s"
    return f"{seconds} seconds"


class OffsetChange(NamedTuple):
    """The times of day, in minutes from midnight, that do not exist or come twice on the day of a change."""

    day: date
    begins: int
    ends: int
    forward: bool


@cache
def time_zone(timezone: str) -> ZoneInfo:
    """The rules of a time zone in the package tzdata, since operating systems have others."""
    from zoneinfo import ZoneInfo

    return ZoneInfo.from_file(BytesIO(get_data("tzdata", f"zoneinfo/{timezone}") or b""), key=timezone)


@cache
def clock_changes(timezone: str) -> tuple[OffsetChange, ...]:
    """The changes of all years, in order; none where clocks are left alone."""
    from datetime import UTC, datetime, timedelta

    zone = time_zone(timezone)
    week, day, step = timedelta(days=7), timedelta(days=1), timedelta(minutes=30)

    def shift(moment: datetime) -> timedelta:
        return moment.astimezone(zone).utcoffset() or timedelta()

    found = []
    moment, last = datetime(YEARS.start, 1, 1, tzinfo=UTC), datetime(YEARS.stop, 1, 1, tzinfo=UTC)
    while moment < last:
        if shift(moment) != shift(moment + week):
            start = next(at for n in range(7) if shift(at := moment + n * day) != shift(at + day))
            change = next(at for n in range(1, 49) if shift((at := start + n * step) - step) != shift(at))
            before, after = shift(change - step), shift(change)
            begins = change + min(before, after)
            length = abs(after - before) // timedelta(minutes=1)
            minute = begins.hour * 60 + begins.minute
            found.append(OffsetChange(begins.date(), minute, minute + length, forward=after > before))
        moment += week
    return tuple(found)
