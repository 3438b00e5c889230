"""How a dataset is divided into partitions by time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from opsgen.graph.partitions import keys
from opsgen.graph.partitions.intervals import Interval, first_instant
from opsgen.graph.partitions.keys import InvalidKeyError, Key
from opsgen.graph.schedules import time_zone

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from opsgen.language.dataset import Grain

LOOKBACK = 7
"""How many of the latest partitions are searched for missing ones, by default."""


class Partitioning(NamedTuple):
    """The partitions of a dataset: consecutive hours, days or months, each from its start to the start of the next."""

    by: Grain
    timezone: str = "UTC"
    """Where days and months start; UTC for hours, since the hours of a local clock are not all different."""
    column: str | None = None
    """The column with the time; None if the partition is known from the path of its file only."""
    delay: timedelta = timedelta()
    """How long after its end a partition is complete."""
    lookback: int = LOOKBACK

    def parse(self, text: str) -> Key:
        """Read a key. Raises `InvalidKeyError`, also for a day that the time zone skipped."""
        return self._existing(keys.parse(text, self.by))

    def parse_range(self, text: str) -> list[Key]:
        """All keys of `A..B`, which includes both ends, or of `A` alone. Raises `InvalidKeyError`."""
        first, last = keys.parse_range(text, self.by)
        return list(self.between(self._existing(first), self._existing(last)))

    def interval(self, key: Key) -> Interval:
        """The instants of a partition. A day has 23 to 25 hours where clocks change."""
        return Interval(self._start(key), self._start(key.shifted(1)))

    def key_at(self, instant: datetime) -> Key:
        """The key of the partition that contains an instant."""
        key = keys.key_of(self.by, instant.astimezone(time_zone(self.timezone)))
        # Where clocks go back over midnight, the local date at an instant can be that of the partition before or after.
        while self._start(key) > instant:
            key = key.shifted(-1)
        while self._start(key.shifted(1)) <= instant:
            key = key.shifted(1)
        return key

    def next(self, key: Key) -> Key:
        """The key after this one."""
        return self.key_at(self.interval(key).end)

    def previous(self, key: Key) -> Key:
        """The key before this one."""
        return self.key_at(self.interval(key).start - timedelta(microseconds=1))

    def first(self, start_date: date) -> Key:
        """The key that contains the first instant of a date."""
        if self.by == "hour":
            return self.key_at(datetime.combine(start_date, time(), UTC))
        return self.key_at(first_instant(start_date, self.timezone))

    def between(self, first: Key, last: Key) -> Iterator[Key]:
        """All keys from `first` to `last`, both included, without days that the time zone skipped."""
        while first <= last:
            yield first
            first = self.next(first)

    def overlapping(self, interval: Interval) -> list[Key]:
        """All keys whose partitions have an instant in an interval, in order."""
        if interval.start >= interval.end:
            return []
        return list(self.between(self.key_at(interval.start), self.key_at(interval.end - timedelta(microseconds=1))))

    def is_closed(self, key: Key, now: datetime) -> bool:
        """Whether a partition is complete: it has ended, and its delay is over."""
        return self.interval(key).end + self.delay <= now

    def latest_closed(self, now: datetime) -> Key:
        """The latest key whose partition is complete."""
        return self.previous(self.key_at(now - self.delay))

    def missing(
        self, published: Container[str], now: datetime, start_date: date | None = None, *, catchup: bool = False
    ) -> list[Key]:
        """The complete partitions that are not published, oldest first, at most as many as `lookback`.

        They are searched for in the latest `lookback` partitions, with `catchup` in all since `start_date`.
        `published` has the keys as text, as the ledger does.
        """
        last = self.latest_closed(now)
        start = self.first(start_date) if start_date is not None else None
        if start is None or not catchup:
            back = self._back(last)
            start = back if start is None else max(start, back)
        found: list[Key] = []
        for key in self.between(start, last):
            if str(key) not in published:
                found.append(key)
                if len(found) == self.lookback:
                    break
        return found

    def _start(self, key: Key) -> datetime:
        if self.by == "hour":
            return key.label.replace(tzinfo=UTC)
        return first_instant(key.label.date(), self.timezone)

    def _existing(self, key: Key) -> Key:
        interval = self.interval(key)
        if interval.start == interval.end:
            raise InvalidKeyError(f"`{key}` does not exist in {self.timezone}: its clocks skipped that {self.by}")
        return key

    def _back(self, last: Key) -> Key:
        """The first of the latest `lookback` keys."""
        for _ in range(self.lookback - 1):
            last = self.previous(last)
        return last
