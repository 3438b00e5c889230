"""The folder of a run's logs: with the user's state, because a project may be read-only or share its own folders."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from opsgen.emit.signature import state_folder

RUNS = 50
"""The number of runs whose logs are kept."""


def folder_of(run: str) -> Path:
    """A folder that only this user can read: logs can have rows of data. Older runs are removed."""
    state = state_folder()
    if state is not None and state.is_absolute():
        with suppress(OSError):
            return _made(state, run)
    return Path(tempfile.mkdtemp(prefix=f"opsgen-run-{run}-"))


def _made(state: Path, run: str) -> Path:
    folder = state / "runs" / run
    # One by one: `parents=True` ignores the mode for all but the last.
    state.parent.mkdir(parents=True, exist_ok=True)
    for each in (state, state / "runs", folder):
        each.mkdir(mode=0o700, exist_ok=True)
    folder.touch()  # A run that is repeated is new again.
    _remove_old(state / "runs")
    return folder


def _remove_old(runs: Path) -> None:
    oldest_last = sorted(runs.iterdir(), key=lambda each: each.lstat().st_mtime, reverse=True)
    for each in oldest_last[RUNS:]:
        shutil.rmtree(each, ignore_errors=True)
