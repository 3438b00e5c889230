"""Cron expressions as GitHub reads them."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

SHORTEST = 300
"""How many seconds GitHub lets pass at least between two runs."""


def cron(expression: str) -> str:
    """The same times for GitHub, which knows Sunday as 0 only."""
    from cronsim import CronSim

    *fields, weekday = expression.upper().split()
    days = CronSim(expression, datetime(2024, 1, 1)).weekdays
    if 7 in days and not weekday.startswith("*"):
        weekday = ",".join(sorted({str(day % 7) for day in days if isinstance(day, int)}))
    return " ".join([*fields, weekday])


def is_too_frequent(expression: str) -> bool:
    """Whether two runs are ever less than five minutes apart."""
    from cronsim import CronSim

    minutes = sorted(CronSim(expression, datetime(2024, 1, 1)).minutes)
    gaps = [60 * (later - earlier) for earlier, later in pairwise(minutes)]
    gaps += [60 * (minutes[0] + 60 - minutes[-1])] if _runs_in_adjacent_hours(expression) else []
    return min(gaps, default=3600) < SHORTEST


def _runs_in_adjacent_hours(expression: str) -> bool:
    from cronsim import CronSim

    hours = CronSim(expression, datetime(2024, 1, 1)).hours
    return any((hour + 1) % 24 in hours for hour in hours)
