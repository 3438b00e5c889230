"""How often GitHub starts a scheduled workflow."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cronsim import CronSim

_SHORTEST = 5
"""How many minutes GitHub lets pass at least between two runs."""


def is_too_frequent(expression: str) -> bool:
    """Whether runs are ever closer to each other than GitHub has them."""
    if expression.split()[0].isdigit():  # once an hour, which needs no reader of cron expressions
        return False
    times = _parsed(expression)
    minutes = sorted(times.minutes)
    if any((hour + 1) % 24 in times.hours for hour in times.hours):
        minutes.append(minutes[0] + 60)
    return any(later - earlier < _SHORTEST for earlier, later in pairwise(minutes))


def _parsed(expression: str) -> CronSim:
    from cronsim import CronSim

    return CronSim(expression, datetime(2024, 1, 1))
