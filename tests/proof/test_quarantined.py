"""Rows are quarantined in files and DuckDB tables while others read them, and while processes are killed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from proof.quarantining import Quarantining
from proof.test_versions import CONNECTIONS
from proof.version_cases import VersionCases

if TYPE_CHECKING:
    from pathlib import Path


class TestQuarantined(VersionCases):
    @pytest.fixture(params=["file", "duckdb"])
    def subject(self, request: pytest.FixtureRequest, memory: Path) -> Quarantining:
        table, path = {"connection": "db", "table": "good"}, {"connection": "lake", "path": "good.parquet"}
        good, address = (table, "lake.db") if request.param == "duckdb" else (path, "data/good.parquet")
        (memory / "data").mkdir()
        (memory / "data" / "raw.csv").write_text("".join(f"{each}\n" for each in ("id", *range(2000))))
        raw = {"connection": "lake", "path": "raw.csv"}
        subject = Quarantining(memory, CONNECTIONS, raw, good, request.param, str(memory / address))
        subject.lay_out()
        return subject
