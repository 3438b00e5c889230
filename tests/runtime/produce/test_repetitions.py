"""Files and DuckDB tables that are built again, and in another order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import duckdb
import pytest

from runtime.produce.repetition_cases import IncrementCases, RepetitionCases

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from runtime.produce.repetition_cases import Site


class Files:
    connections: ClassVar[dict[str, Any]] = {
        "lake": {"type": "files", "root": "data"},
        "db": {"type": "duckdb", "path": "lake.db"},
    }
    raw: ClassVar[dict[str, Any]] = {"connection": "lake", "path": "raw.parquet"}
    good: ClassVar[dict[str, Any]] = {"connection": "lake", "path": "good/{day}.parquet"}

    def load(self, folder: Path, rows: str) -> None:
        (folder / "data").mkdir(exist_ok=True)
        duckdb.sql(rows).write_parquet(str(folder / "data" / "raw.parquet"))

    def published(self, folder: Path, columns: str) -> Sequence[Sequence[Any]]:
        return duckdb.sql(f"select {columns} from '{folder}/data/good/*.parquet'").fetchall()  # noqa: S608


class Table(Files):
    good: ClassVar[dict[str, Any]] = {"connection": "db", "table": "good"}

    def published(self, folder: Path, columns: str) -> Sequence[Sequence[Any]]:
        with duckdb.connect(str(folder / "lake.db"), read_only=True) as connection:
            return connection.sql(f"select {columns} from good").fetchall()  # noqa: S608


class TestDays(RepetitionCases):
    @pytest.fixture(params=[Files(), Table()], ids=["files", "table"])
    def site(self, request: pytest.FixtureRequest) -> Site:
        return request.param


class TestIncrements(IncrementCases):
    @pytest.fixture
    def site(self) -> Site:
        return Table()
