"""The CPU time and peak memory of whole processes."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command cost: CPU seconds (user and system) and peak memory in MiB."""

    cpu: float
    memory: float


def cost(
    command: Sequence[str], folder: Path, runs: int = 9, codes: Sequence[int] = (0,), *, cached: bool = False
) -> Cost:
    """Run a command several times after one warm-up; any exit code but those of `codes` is an error.

    The least CPU time counts, for what else runs on the machine only adds to it.
    With `cached`, each run has what the one before has found out, as users have it; else it starts from nothing.
    """
    once(command, folder, codes, cached=cached)
    return least([once(command, folder, codes, cached=cached) for _ in range(runs)])


def least(results: Sequence[Cost]) -> Cost:
    """The least CPU time of several runs, and the most memory."""
    return Cost(min(result.cpu for result in results), max(result.memory for result in results))


def baseline(folder: Path) -> Cost:
    """P, the unit of all ratios: a Python that does nothing."""
    return cost([sys.executable, "-I", "-c", "pass"], folder, runs=21)


def once(command: Sequence[str], folder: Path, codes: Sequence[int] = (0,), *, cached: bool = False) -> Cost:
    """Run a command once."""
    # As users run it: with the byte code that Python keeps.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"XDG_CACHE_HOME": str(folder / ".cache"), "OPSGEN_NO_CACHE": "" if cached else "1"}
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    stderr = process.stderr.read() if process.stderr else b""
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in codes:
        raise RuntimeError(f"{command} ended with {process.returncode}: {stderr.decode(errors='replace')[-2000:]}")
    unit = 1024 if sys.platform != "darwin" else 1024**2
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)
