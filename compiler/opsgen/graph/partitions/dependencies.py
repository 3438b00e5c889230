"""Which partitions of a dataset those of another one are made from. No key is mapped by name: intervals overlap."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from opsgen.graph.partitions.intervals import Interval, first_instant
from opsgen.graph.schedules import time_zone
from opsgen.language.values import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from opsgen.graph.partitions.keys import Key
    from opsgen.graph.partitions.partitioning import Partitioning

WHOLE = None
"""Stands among keys for a whole dataset, which has no partitions."""


class Window(NamedTuple):
    """How far before its end a partition reads: so many days of the calendar, and a length of time."""

    days: int
    rest: timedelta

    @classmethod
    def parse(cls, duration: str) -> Window:
        """Read a duration of the language. Days and weeks are days of the calendar, which need not have 24 hours."""
        days = [int(count) * (7 if unit == "w" else 1) for count, unit in re.findall(r"(\d+)([dw])", duration)]
        return cls(sum(days), timedelta(seconds=seconds(re.sub(r"\d+[dw]", "", duration))))

    def ending(self, end: datetime, timezone: str) -> Interval:
        """The window that ends at the end of a partition."""
        day = end.astimezone(time_zone(timezone)).date()
        if first_instant(day, timezone) == end:
            start = first_instant(day - timedelta(days=self.days), timezone)
        else:  # the end of an hour, in UTC
            start = end - timedelta(days=self.days)
        return Interval(start - self.rest, end)


class Dependency(NamedTuple):
    """A dataset, `target`, that is made from another one, `source`. Either can have no partitions."""

    target: Partitioning | None
    source: Partitioning | None
    window: Window | None = None
    """How much of a partitioned source a partition of the target reads; by default what it overlaps."""

    def needed(self, key: Key | None) -> list[Key | None]:
        """The partitions of the source that must be published before a partition of the target is made.

        `WHOLE` is a source without partitions. A target without partitions reads what is there and waits for none.
        """
        if self.source is None:
            return [WHOLE]
        if self.target is None or key is None:
            return []
        return list(self.source.overlapping(self._read(self.target, key)))

    def affected(self, key: Key | None) -> list[Key | None]:
        """The partitions of the target that are made from a partition of the source.

        `WHOLE` is a target without partitions. A source without partitions starts no partition of the target.
        """
        if self.target is None:
            return [WHOLE]
        if self.source is None or key is None:
            return []
        return list(self._reading(self.target, self.source.interval(key)))

    def _read(self, target: Partitioning, key: Key) -> Interval:
        interval = target.interval(key)
        return interval if self.window is None else self.window.ending(interval.end, target.timezone)

    def _reading(self, target: Partitioning, changed: Interval) -> Iterator[Key]:
        def started(key: Key) -> bool:
            return self._read(target, key).start < changed.end

        later = _from(target, target.key_at(changed.start))
        return (key for key in takewhile(started, later) if self._read(target, key).overlaps(changed))


def _from(partitioning: Partitioning, key: Key) -> Iterator[Key]:
    while True:
        yield key
        key = partitioning.next(key)
