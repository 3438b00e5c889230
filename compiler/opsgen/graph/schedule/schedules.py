"""How often things happen: what a cron expression comes to, and how often a dataset arrives."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from opsgen.graph.project import EnvironmentGraph

HOUR, DAY, WEEK = 3600, 86_400, 604_800
_OCCURRENCES = 500
"""How many runs are looked at of a schedule that is no plain one."""
_PLAIN = (
    (re.compile(r"\d+ \* \* \* \*"), HOUR),
    (re.compile(r"\d+ \d+ \* \* \*"), DAY),
    (re.compile(r"\d+ \d+ \* \* (?:\d|[A-Za-z]{3})"), WEEK),
)
"""Schedules whose runs are equally far apart; cronsim, which takes long to import, need not be asked."""


class Interval(NamedTuple):
    """How many seconds lie between one time and the next, shifts of clocks aside."""

    shortest: int
    longest: int


@cache
def pace(cron: str) -> Interval:
    """How often a schedule comes round."""
    for plain, seconds in _PLAIN:
        if plain.fullmatch(cron):
            return Interval(seconds, seconds)
    from datetime import datetime
    from itertools import islice, pairwise

    from cronsim import CronSim

    runs = islice(CronSim(cron, datetime(2024, 1, 1)), _OCCURRENCES)
    gaps = [int((later - earlier).total_seconds()) for earlier, later in pairwise(runs)]
    return Interval(min(gaps, default=WEEK), max(gaps, default=WEEK))


def arrivals(graph: EnvironmentGraph, name: str, above: frozenset[str] = frozenset()) -> Interval | None:
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
    if producer.kind != "transform":
        return None
    inputs = [arrivals(graph, source, above | {name}) for source in producer.inputs]
    known = [each for each in inputs if each]  # It is made anew once all of them are.
    return Interval(max(each.shortest for each in known), max(each.longest for each in known)) if known else None


def in_words(seconds: int) -> str:
    """A time as people say it, in its largest unit that divides it."""
    for unit, size in (("day", DAY), ("hour", HOUR), ("minute", 60)):
        if seconds % size == 0:
            return unit if seconds == size else f"{seconds // size} {unit}s"
    return f"{seconds} seconds"
