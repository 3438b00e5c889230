"""`materialize: incremental`: new rows are merged into a table by a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from opsgen.runtime.check.result import Outcome
from opsgen.runtime.staging.store import StagingError
from runtime.check.lab import csv_of, graph, write
from runtime.produce.lab import make

if TYPE_CHECKING:
    from pathlib import Path

CONNECTIONS = {"lake": {"type": "files", "root": "data"}, "db": {"type": "duckdb", "path": "lake.db"}}
BY_VERSION = {"version_column": "version"}


def merge(folder: Path, rows: str, **how: Any) -> None:
    """Merge these lines of CSV into the table `kept`."""
    write(folder, f"id,version,text\n{rows}", "news.csv")
    columns = {"id": {"type": "integer"}, "version": {"type": "integer"}, "text": {"type": "string"}}
    kept = {
        "source": {"connection": "db", "table": "kept"},
        "columns": columns,
        "materialize": {"mode": "incremental", "unique_key": ["id"], **how},
        "transform": {"inputs": ["news"], "sql": "select id, version, text from news"},
    }
    spec = graph({"news": csv_of(columns, path="news.csv"), "kept": kept}, CONNECTIONS)
    assert make(spec, "kept", folder).outcome is Outcome.PASS


def kept(folder: Path) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(folder / "lake.db"), read_only=True) as connection:
        return connection.sql("from kept order by id").fetchall()


DAYS = ("1,1,a\n2,1,b\n", "2,3,newest\n3,1,c\n", "2,2,older\n1,2,later\n")
MERGED = [(1, 2, "later"), (2, 3, "newest"), (3, 1, "c")]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2, 1, 0, 2)])
def test_the_newest_version_wins_in_any_order_and_however_often(tmp_path: Path, order: tuple[int, ...]) -> None:
    for day in order:
        merge(tmp_path, DAYS[day], **BY_VERSION)
    assert kept(tmp_path) == MERGED


def test_rows_that_are_there_can_be_kept(tmp_path: Path) -> None:
    merge(tmp_path, "1,1,a\n", on_conflict="ignore")
    merge(tmp_path, "1,2,b\n2,1,c\n", on_conflict="ignore")
    assert kept(tmp_path) == [(1, 1, "a"), (2, 1, "c")]


@pytest.mark.parametrize(
    ("rows", "how", "message"),
    [
        ("1,5,x\n", {"on_conflict": "error"}, r"1 of the new keys \(id\) are in the table already"),
        ("4,1,x\n4,2,y\n", BY_VERSION, r"1 of the new keys \(id\) are in several rows"),
        ("4,1,x\n,1,y\n", {"on_conflict": "ignore"}, r"1 of the new rows have no value in one of id; leave them out"),
        ("4,,x\n", BY_VERSION, r"1 of the new rows have no value in one of id, version; leave them out"),
        ("1,1,other\n", BY_VERSION, r"1 of the new rows have the key \(id\) and the version of another row"),
    ],
)
def test_what_depends_on_the_order_is_refused_and_changes_nothing(
    tmp_path: Path, rows: str, how: dict[str, Any], message: str
) -> None:
    merge(tmp_path, "1,1,a\n", **BY_VERSION)
    with pytest.raises(StagingError, match=message):
        merge(tmp_path, rows, **how)
    assert kept(tmp_path) == [(1, 1, "a")]
