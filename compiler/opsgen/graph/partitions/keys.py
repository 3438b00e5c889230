"""The keys of partitions: an hour in UTC, a day or a month, as `2013-07-01T04`, `2013-07-01` and `2013-07`."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from opsgen.language.dataset import Grain

FORMATS: dict[Grain, str] = {"hour": "%Y-%m-%dT%H", "day": "%Y-%m-%d", "month": "%Y-%m"}
EXAMPLES: dict[Grain, str] = {"hour": "2013-07-01T04", "day": "2013-07-01", "month": "2013-07"}
_WRITTEN: dict[Grain, str] = {
    "hour": r"\d{4}-\d{2}-\d{2}T\d{2}",
    "day": r"\d{4}-\d{2}-\d{2}",
    "month": r"\d{4}-\d{2}",
}
_LOOSE = re.compile(
    r"(?P<year>\d{4})[-/.]?(?P<month>\d{1,2})"
    r"(?:[-/.]?(?P<day>\d{1,2})(?:[T _](?P<hour>\d{1,2})(?::?\d{2}){0,2}Z?)?)?",
    re.ASCII,
)
"""A key in another notation, such as `2013/7/1` or `2013-07-01 04:00`."""
_SEPARATOR = ".."


class InvalidKeyError(ValueError):
    """The text is not the key of a partition. The message says what to write instead."""


class Key(NamedTuple):
    """The key of one partition."""

    by: Grain
    label: datetime
    """Where it starts on the calendar: in UTC for an hour, in the partitioning's time zone for a day or a month."""

    def __str__(self) -> str:
        # `strftime` does not pad years below 1000 on every platform; `parse` refuses those.
        return self.label.strftime(FORMATS[self.by])

    def shifted(self, count: int) -> Key:
        """The key that is so many keys later on the calendar, or earlier for a negative count."""
        if self.by == "month":
            year, month = divmod(self.label.year * 12 + self.label.month - 1 + count, 12)
            return self._replace(label=datetime(year, month + 1, 1))
        return self._replace(label=self.label + count * timedelta(**{f"{self.by}s": 1}))


def key_of(by: Grain, moment: datetime) -> Key:
    """The key whose hour, day or month contains a moment of the calendar."""
    start = moment.replace(minute=0, second=0, microsecond=0, tzinfo=None, fold=0)
    if by != "hour":
        start = start.replace(hour=0)
    return Key(by, start.replace(day=1) if by == "month" else start)


def parse(text: str, by: Grain) -> Key:
    """Read a key. Raises `InvalidKeyError`."""
    if re.fullmatch(_WRITTEN[by], text, re.ASCII) and (label := _label(text, by)) is not None:
        return Key(by, label)
    raise InvalidKeyError(_refusal(text, by))


def parse_range(text: str, by: Grain) -> tuple[Key, Key]:
    """Read `A..B`, which includes both ends, or `A` alone. Raises `InvalidKeyError`."""
    first, separator, last = text.partition(_SEPARATOR)
    start = parse(first, by)
    end = parse(last, by) if separator else start
    if end < start:
        raise InvalidKeyError(f"`{text}` ends before it starts; write `{end}{_SEPARATOR}{start}`")
    return start, end


def _label(text: str, by: Grain) -> datetime | None:
    """The start of a key on the calendar; None if it has none, or if arithmetic on it could leave the calendar."""
    try:
        label = datetime.strptime(text, FORMATS[by])
    except ValueError:
        return None
    return label if 1000 <= label.year < 9999 else None


def _refusal(text: str, by: Grain) -> str:
    article = "an" if by == "hour" else "a"
    found = _LOOSE.fullmatch(text.strip())
    if found is None:
        return f"`{text}` is not {article} {by}; write it as `{EXAMPLES[by]}`"
    year, month, day, hour = (None if part is None else int(part) for part in found.groups())
    given: Grain = "month" if day is None else "day" if hour is None else "hour"
    try:
        label = datetime(year or 0, month or 0, 1 if day is None else day, hour or 0)
    except ValueError:
        return f"`{text}` is not {article} {by} of the calendar"
    if not 1000 <= label.year < 9999:
        return f"`{text}` is not {article} {by} of the years 1000 to 9998"
    if len(FORMATS[given]) < len(FORMATS[by]):
        first = key_of(by, label)
        last = key_of(given, label).shifted(1).label - timedelta(hours=1)
        return f"`{text}` is a {given}, not {article} {by}; write the range `{first}{_SEPARATOR}{key_of(by, last)}`"
    return f"`{text}` is not {article} {by}; write `{key_of(by, label)}`"
