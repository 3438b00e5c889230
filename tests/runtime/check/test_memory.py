"""A check has little memory, which suffices for groups; what must be held at once gets more."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from sqlglot import parse_one

from opsgen.runtime.engines.duckdb import session
from opsgen.runtime.engines.engine import QueryError
from opsgen.runtime.engines.open import Engines
from runtime.check.lab import csv_of, graph, write

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.runtime.engines.engine import Engine

ROWS = 500_000 * (os.cpu_count() or 1)
MEDIAN = f"SELECT quantile_cont(i, 0.5) AS median FROM range({ROWS}) AS numbers(i)"  # noqa: S608
LIMIT = "SELECT current_setting('memory_limit') AS memory"


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Engine:
    """An engine with a MiB for each thread."""
    monkeypatch.setattr(session, "ROOM", 1)
    write(tmp_path, "id\n1\n")
    return Engines(graph({"data": csv_of({"id": {"type": "integer"}})}), ["data"], tmp_path).of("data")


def test_what_does_not_fit_is_asked_again_with_all_memory(engine: Engine) -> None:
    before = engine.row(parse_one(LIMIT))
    assert engine.row(parse_one(MEDIAN)) == {"median": (ROWS - 1) / 2}
    assert engine.row(parse_one(LIMIT)) != before


def test_then_as_little_can_be_read_as_before(engine: Engine) -> None:
    engine.row(parse_one(MEDIAN))
    with pytest.raises(QueryError, match="disabled"):
        engine.row(parse_one("SELECT * FROM read_csv('/etc/passwd')"))
