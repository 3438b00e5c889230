"""How long things may take on a runner, in minutes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from opsgen.language.values import seconds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsgen.backends.github.workflow import Step
    from opsgen.language.task import Execution

OF_TASK = 60
"""How long a task may take that says nothing about it."""
OF_OPSGEN = 15
"""How long a command of opsgen's own may take."""
LONGEST_JOB = 360
"""What GitHub's own runners give a job."""
_PREPARATION = 15


def minutes(execution: Execution) -> int:
    """How long a task may take."""
    return math.ceil(seconds(execution.timeout) / 60) if execution.timeout else OF_TASK


def total(steps: Iterable[Step]) -> int:
    """How long a job may take, with some time to get ready."""
    return _PREPARATION + sum(step.minutes or 0 for step in steps)
