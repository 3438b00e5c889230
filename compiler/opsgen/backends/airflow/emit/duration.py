"""Lengths of time: how long a task may take, how often it is tried, and so how long a whole run may last."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from opsgen.language.values import seconds
from opsgen.render.encode.python import Call, call

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsgen.language.task import Execution

HOUR = 3600
TIMEOUT = HOUR
RETRIES = 2
RETRY_DELAY = 300
LONGEST_DELAY = HOUR
_YEAR = 366 * 24 * HOUR
_DOUBLINGS = 30
"""After so many, every delay is the longest."""
_UNITS = (("days", 86400), ("hours", HOUR), ("minutes", 60), ("seconds", 1))


def timedelta(length: float) -> Call:
    """In the largest unit that it is a whole number of."""
    if length != int(length):
        return call("timedelta", seconds=length)
    unit, size = next((unit, size) for unit, size in _UNITS if length % size == 0)
    return call("timedelta", **{unit: int(length) // size})


def overrides(execution: Execution | None) -> dict[str, object]:
    """What a task says itself, beside the defaults of its DAG."""
    if execution is None:
        return {}
    values: dict[str, object] = {}
    if execution.retries is not None:
        values["retries"] = execution.retries
    if execution.retry_delay is not None:
        delay = seconds(execution.retry_delay)
        values["retry_delay"] = timedelta(delay)
        if delay > LONGEST_DELAY:
            values["max_retry_delay"] = timedelta(delay)
    if execution.timeout is not None:
        values["execution_timeout"] = timedelta(seconds(execution.timeout))
    return values


def of_run(executions: Iterable[Execution | None]) -> float:
    """How long a run takes at most if each command in turn takes all its time and all its retries; in whole hours."""
    return min(math.ceil(sum(map(_longest, executions)) / HOUR) * HOUR, _YEAR)


def _longest(execution: Execution | None) -> float:
    timeout = seconds(execution.timeout) if execution and execution.timeout else TIMEOUT
    delay = seconds(execution.retry_delay) if execution and execution.retry_delay else RETRY_DELAY
    retries = RETRIES if execution is None or execution.retries is None else execution.retries
    longest = max(delay, LONGEST_DELAY)
    # Airflow picks each delay at random between its doubled value and twice that.
    growing = min(retries, _DOUBLINGS)
    delays = sum(min(2 * delay * 2**attempt, longest) for attempt in range(growing))
    return float((retries + 1) * timeout + delays + (retries - growing) * longest)
