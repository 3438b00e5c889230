"""Values of the spec as values of a column type, so that they can be compared."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any


def comparable(value: object, type_: str) -> Any:
    """The value, comparable with others of the column type. None if the value does not have that type."""
    if type_ in {"integer", "number"}:
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None
    if not isinstance(value, str):
        return None
    if type_ in {"date", "timestamp"}:
        return _moment(value)
    if type_ == "time":
        return _time(value)
    return value if type_ == "string" else None


def _moment(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _time(value: str) -> time | None:
    try:
        return time.fromisoformat(value).replace(tzinfo=None)
    except ValueError:
        return None
