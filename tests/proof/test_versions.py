"""Files and DuckDB tables that are published while others read them, and while processes are killed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from program import Zygote
from proof.version_cases import Subject, VersionCases

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONNECTIONS = {"lake": {"type": "files", "root": "data"}, "db": {"type": "duckdb", "path": "lake.db"}}


@pytest.fixture(scope="session")
def rival(tmp_path_factory: pytest.TempPathFactory, zygote: Zygote) -> Iterator[Zygote]:  # noqa: ARG001
    running = Zygote(tmp_path_factory.mktemp("rival"))
    yield running
    running.close()


class TestVersions(VersionCases):
    @pytest.fixture(params=["file", "duckdb"])
    def subject(self, request: pytest.FixtureRequest, memory: Path) -> Subject:
        table, path = {"connection": "db", "table": "good"}, {"connection": "lake", "path": "good.parquet"}
        good, address = (table, "lake.db") if request.param == "duckdb" else (path, "data/good.parquet")
        (memory / "data").mkdir()
        (memory / "data" / "raw.csv").write_text("".join(f"{each}\n" for each in ("id", *range(2000))))
        raw = {"connection": "lake", "path": "raw.csv"}
        subject = Subject(memory, CONNECTIONS, raw, good, request.param, str(memory / address))
        subject.lay_out()
        return subject
