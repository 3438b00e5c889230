"""SQL cannot read what the spec does not name, even where the reading of SQL would miss something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlglot

from opsgen.quality.engines.duckdb.engine import DuckDbEngine
from opsgen.quality.engines.engine import Behind, QueryError
from quality.lab import csv_of, graph, write

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('{outside}')",
        "SELECT * FROM read_csv('{folder}/data/../outside.csv')",
        "SELECT * FROM '{outside}'",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM outside",
        "ATTACH '{folder}/new.db'",
        "COPY (SELECT 1) TO '{folder}/new.csv'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "RESET lock_configuration",
        "CREATE PERSISTENT SECRET s (TYPE s3)",
    ],
)
def test_the_engine_itself_is_locked(tmp_path: Path, sql: str) -> None:
    write(tmp_path, "a,b\n1,2\n")
    outside = tmp_path / "outside.csv"
    outside.write_text("a\n1\n")
    made = graph({"data": csv_of({"a": {"type": "integer"}})})
    engine = DuckDbEngine(Behind(made.spec.datasets, made.spec.connections), tmp_path)
    statement = sql.format(outside=outside, folder=tmp_path)
    with pytest.raises(QueryError):
        list(engine.rows(_Raw(statement))[1])
    engine.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "outside.csv"]


class _Raw(sqlglot.exp.Select):
    """A statement that goes to the engine as it is."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text_ = text

    def sql(self, *_: object, **__: object) -> str:  # type: ignore[override]
        return self.text_
