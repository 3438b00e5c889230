"""Time limits of steps and jobs, in minutes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from opsgen.language.values import seconds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsgen.backends.github.workflow import Step
    from opsgen.language.task import Execution

OF_TASK = 60
"""The limit of a task without `timeout`."""
OF_OPSGEN = 15
"""The limit of a command of opsgen."""
LONGEST_JOB = 360
"""The limit of a job on GitHub-hosted runners. https://docs.github.com/en/actions/reference/limits"""
_PREPARATION = 15


def minutes(execution: Execution) -> int:
    """Return the limit of a task."""
    return math.ceil(seconds(execution.timeout) / 60) if execution.timeout else OF_TASK


def total(steps: Iterable[Step]) -> int:
    """Return the limit of a job: the limits of its steps, and some time to prepare."""
    return _PREPARATION + sum(step.minutes or 0 for step in steps)
