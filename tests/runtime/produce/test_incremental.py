"""`materialize: incremental`: new rows are merged into a table by a key."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from sqlglot import exp

from opsgen.graph.partitioned import Materialization
from opsgen.runtime.check.result import Outcome
from opsgen.runtime.staging.merge import Merge
from opsgen.runtime.staging.store import StagingError
from runtime.check.lab import csv_of, graph, write
from runtime.produce.lab import make

if TYPE_CHECKING:
    from pathlib import Path

CONNECTIONS = {"lake": {"type": "files", "root": "data"}, "db": {"type": "duckdb", "path": "lake.db"}}
BY_VERSION = {"version_column": "version"}


def merge(folder: Path, rows: str, **how: Any) -> None:
    """Merge these lines of CSV into the table `kept`."""
    assert check_and_merge(folder, rows, [], **how)["schema"][0] is Outcome.PASS


def check_and_merge(folder: Path, rows: str, quality: list[Any], **how: Any) -> dict[str, tuple[Outcome, str]]:
    """Merge these lines of CSV into the table `kept`, if the rules pass; what each rule found."""
    write(folder, f"id,version,text\n{rows}", "news.csv")
    columns = {"id": {"type": "integer"}, "version": {"type": "integer"}, "text": {"type": "string"}}
    kept = {
        "source": {"connection": "db", "table": "kept"},
        "columns": columns,
        "materialize": {"mode": "incremental", "unique_key": ["id"], **how},
        "transform": {"inputs": ["news"], "sql": "select id, version, text from news"},
        "quality": quality,
    }
    spec = graph({"news": csv_of(columns, path="news.csv"), "kept": kept}, CONNECTIONS)
    return {rule.name: (rule.outcome, rule.found) for rule in make(spec, "kept", folder).datasets[0].rules}


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


OF_TABLE = [{"unique": {"columns": ["text"]}}, {"sum": {"column": "version", "max": 9}}, {"row_count": {"max": 3}}]
OF_ROWS = {"not_null": {"column": "text"}}


@pytest.mark.parametrize(
    ("rows", "broken"),
    [
        ("3,1,b\n", {"unique(text)"}),
        ("2,9,c\n", {"sum(version)"}),
        ("3,1,c\n4,1,d\n", {"row_count"}),
        ("3,1,\n", {"not_null(text)"}),
        ("2,8,a\n", {"unique(text)"}),
        ("1,1,a\n1,2,x\n3,1,x\n", {"unique(text)", "row_count"}),
        ("1,2,b\n2,2,a\n3,5,c\n", set()),
    ],
)
def test_uniqueness_and_aggregates_are_about_the_table_as_readers_will_see_it(
    tmp_path: Path, rows: str, broken: set[str]
) -> None:
    quality = [*OF_TABLE, OF_ROWS]
    merge(tmp_path, "1,1,a\n2,1,b\n", **BY_VERSION)
    found = check_and_merge(tmp_path, rows, quality, **BY_VERSION)
    assert {name for name, (outcome, _) in found.items() if outcome is not Outcome.PASS} == broken
    assert (kept(tmp_path) == [(1, 1, "a"), (2, 1, "b")]) is bool(broken)


def test_rules_about_the_rows_do_not_read_the_table(tmp_path: Path) -> None:
    """What was published before a rule was written does not stop new rows that pass it."""
    merge(tmp_path, "1,1,\n", **BY_VERSION)
    assert check_and_merge(tmp_path, "2,1,b\n", [OF_ROWS], **BY_VERSION)["not_null(text)"][0] is Outcome.PASS


@pytest.mark.parametrize("how", [BY_VERSION, {"on_conflict": "ignore"}])
def test_what_is_checked_is_what_the_statements_leave(how: dict[str, Any]) -> None:
    chance = random.Random(1)  # noqa: S311
    materialization = Materialization("incremental", ("a", "b"), **how)
    tables = {name: exp.to_table(name) for name in ("kept", "news")}
    for _ in range(20):
        with duckdb.connect() as connection:
            for name in tables:
                rows = ((chance.choice((0, 1, None)), chance.randrange(3), chance.randrange(4)) for _ in range(9))
                connection.execute(f"create table {name} (a int, b int, version int, origin int)")
                source = int(name == "news")
                connection.executemany(f"insert into {name} values (?, ?, ?, {source})", list(rows))  # noqa: S608
            merge = Merge(*tables.values(), ["a", "b", "version", "origin"], materialization)
            expected = (
                connection.sql(merge.result({"a", "b", "version", "origin"}).sql("duckdb")).order("all").fetchall()
            )
            for statement in merge.statements():
                connection.execute(statement.sql("duckdb"))
            assert connection.sql("from kept").order("all").fetchall() == expected


def test_a_column_that_is_new_is_checked_in_all_rows(tmp_path: Path) -> None:
    merge(tmp_path, "1,1,a\n", **BY_VERSION)
    with duckdb.connect(str(tmp_path / "lake.db")) as connection:
        connection.execute("alter table kept drop column text")
    rule = [{"expression": {"sql": "text is not null"}}, {"distinct_count": {"column": "text", "min": 2}}]
    found = check_and_merge(tmp_path, "2,1,b\n", rule, **BY_VERSION)
    assert found["expression"][0] is Outcome.PASS
    assert found["distinct_count(text)"] == (Outcome.FAIL, "1")
