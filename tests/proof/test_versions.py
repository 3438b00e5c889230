"""Files, folders and DuckDB tables that are published while others read them, and while processes are killed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from proof.version_cases import MODES, Subject, VersionCases

if TYPE_CHECKING:
    from pathlib import Path

CONNECTIONS = {"lake": {"type": "files", "root": "data"}, "db": {"type": "duckdb", "path": "lake.db"}}


PLACES = {
    "file": ({"connection": "lake", "path": "good.parquet"}, "data/good.parquet"),
    "files": ({"connection": "lake", "path": "good/{day}.parquet"}, "data/good/*.parquet"),
    "folder": ({"connection": "lake", "path": "good.parquet", "layout": "versioned"}, "data/good.parquet"),
    "duckdb": ({"connection": "db", "table": "good"}, "lake.db"),
}


class TestVersions(VersionCases):
    cases = (
        *(("file", "full"), ("folder", "full"), ("files", "partition"), ("files", "append")),
        *(("duckdb", mode) for mode in MODES),
    )

    @pytest.fixture
    def subject(self, request: pytest.FixtureRequest, memory: Path) -> Subject:
        kind, mode = request.param
        good, address = PLACES[kind]
        (memory / "data").mkdir()
        (memory / "data" / "raw.csv").write_text("".join(f"{each}\n" for each in ("id", *range(2000))))
        raw = {"connection": "lake", "path": "raw.csv"}
        subject = Subject(memory, CONNECTIONS, raw, good, kind, str(memory / address), mode)
        subject.lay_out()
        return subject
