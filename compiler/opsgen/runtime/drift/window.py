"""Selects the rows of the current data to compare: all, or those of the monitor's window."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from opsgen.checks.models.no_time_column import time_column
from opsgen.language.values import seconds
from opsgen.runtime.drift.sql.sample import DriftSample

if TYPE_CHECKING:
    from datetime import datetime

    from opsgen.language.monitor import Monitor
    from opsgen.sql.rules.table import RuleTable


def current(monitor: Monitor, subject: RuleTable, now: datetime) -> DriftSample:
    """The rows of the current data that came about since the window began; a row without a time is none of them, and
    is counted apart."""
    if monitor.window is None:
        return DriftSample(subject)
    column = time_column(monitor, subject.dataset)
    if column is None:
        raise ValueError(f"nothing tells the time of {monitor.current}, which lint does not let pass")
    since = now - timedelta(seconds=seconds(monitor.window))
    return DriftSample(subject, column, since.isoformat(timespec="seconds"))
