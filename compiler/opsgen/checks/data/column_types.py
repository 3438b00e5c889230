"""What a value of the spec is worth beside the values of a column of some type."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any


def comparable(value: object, type_: str) -> Any:
    """What compares with other values of the column type; None where the value cannot be one of them."""
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
