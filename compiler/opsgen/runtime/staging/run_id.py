"""The id of a run, which names everything that is temporary: a retry finds its own version and no other's."""

from __future__ import annotations

import hashlib
import os

VARIABLE = "OPSGEN_RUN"
LENGTH = 12


def given() -> str | None:
    """The id of the run that the environment names. None if it names none."""
    text = os.environ.get(VARIABLE)
    return of(text) if text else None


def of(text: str) -> str:
    """The id of the run that a scheduler names.

    Schedulers give any text, such as `dag/scheduled__2024-01-01T00:00:00+00:00`. Its digest is short and safe in a
    file name and in the name of a table.
    """
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]


def of_kept(run: str) -> str:
    """The id that names the rows which a run keeps, until they take the place of all that it has written."""
    return of(f"{run} kept")


def new() -> str:
    """The id of a run on a laptop, whose steps follow each other in one process."""
    return os.urandom(LENGTH // 2).hex()
