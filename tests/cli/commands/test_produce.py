"""The commands that make datasets, when the system refuses a file."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from opsgen.cli.commands.produce import _safely
from opsgen.exit_codes import UNREADABLE
from runtime.check.lab import csv_of, graph

if TYPE_CHECKING:
    from collections.abc import Callable

DENIED, FULL = os.strerror(errno.EACCES), os.strerror(errno.ENOSPC)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(errno.EACCES, DENIED, "/data/raw.csv"), f"/data/raw.csv: {DENIED}"),
        (OSError(errno.EACCES, DENIED, "/data/_opsgen/x", None, "/data/good.csv"), f"/data/good.csv: {DENIED}"),
        (OSError(errno.ENOSPC, FULL), FULL),
        (OSError("the connection was closed"), "the connection was closed"),
        (TimeoutError(), "TimeoutError"),
    ],
)
def test_an_error_of_the_system_names_the_file_if_it_has_one(
    error: OSError, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _safely(graph({"good": csv_of({"id": {"type": "integer"}})}), "good", _raising(error)) == UNREADABLE
    assert capsys.readouterr().err == f"opsgen: good: {message}\n"


def _raising(error: OSError) -> Callable[[], int]:
    def step() -> int:
        raise error

    return step
