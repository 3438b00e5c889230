"""Versions of a dataset in a DuckDB database: its constraints, and other processes that have the file open."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb
import pytest

from opsgen.runtime.engines.duckdb import session
from opsgen.runtime.engines.engine import UnreadableError
from opsgen.runtime.produce import steps
from opsgen.runtime.staging.store import StagingError, SupersededError
from runtime.produce.lab import judge, production
from runtime.produce.places import PLACES, project
from runtime.produce.step_cases import make

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TABLE = PLACES["duckdb"]
HOLDER = """
import sys, duckdb
with duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "reads"):
    print("open", flush=True)
    sys.stdin.read()
"""


def execute(folder: Path, *statements: str) -> None:
    with duckdb.connect(str(folder / "lake.db")) as connection:
        for statement in statements:
            connection.execute(statement)


@contextmanager
def held(folder: Path, how: str) -> Iterator[subprocess.Popen[str]]:
    """Another process has the database open."""
    command = [sys.executable, "-c", HOLDER, str(folder / "lake.db"), how]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "open\n"
        try:
            yield holder
        finally:
            holder.kill()


def test_rows_with_the_same_keys_are_replaced(tmp_path: Path) -> None:
    execute(
        tmp_path,
        "create table good (id bigint primary key, other bigint unique)",
        "insert into good select n, n from range(10) as t (n)",
        "create view doubled as select 2 * id as id from good",
    )
    for sql in ("select id, 4 - id as other from raw", "select id + 2 as id, id as other from raw"):
        make(production(project(TABLE, tmp_path, sql=sql), "good", tmp_path))
    assert TABLE.published(tmp_path) == [2, 3, 4, 5, 6]
    with duckdb.connect(str(tmp_path / "lake.db"), read_only=True) as connection:
        assert connection.sql("select max(id) from doubled").fetchall() == [(12,)]
        keys = connection.sql("select constraint_type from duckdb_constraints() where table_name = 'good'").fetchall()
    assert {"PRIMARY KEY", "UNIQUE"} <= {key for (key,) in keys}


@pytest.mark.parametrize(("value", "is_kept"), [("1.005", False), ("1.50", True), ("0.5::double", True)])
def test_no_value_is_rounded(tmp_path: Path, value: str, is_kept: bool) -> None:
    execute(tmp_path, "create table good (id bigint, x decimal(10, 2))")
    made = production(project(TABLE, tmp_path, sql=f"select id, {value} as x from raw"), "good", tmp_path)  # noqa: S608
    steps.write(made)
    judge(made)
    if is_kept:
        steps.publish(made)
    else:
        with pytest.raises(StagingError, match=r"5 values of `x` would be rounded: .* is DECIMAL\(10,2\), and"):
            steps.publish(made)
    assert TABLE.published(tmp_path) == ([0, 1, 2, 3, 4] if is_kept else [])


def staged_table(folder: Path) -> str:
    with duckdb.connect(str(folder / "lake.db"), read_only=True) as connection:
        found = connection.sql("select table_name from duckdb_tables() where schema_name = 'opsgen_staged'").fetchall()
    (name,) = (name for (name,) in found if name != "ledger")
    return f"opsgen_staged.{name}"


@pytest.mark.parametrize("change", ["update {} set id = 9 where id = 4", "update {} set other = null where id = 1"])
def test_staged_rows_that_others_change_are_not_published(tmp_path: Path, change: str) -> None:
    made = production(project(TABLE, tmp_path, sql="select id, -id as other from raw"), "good", tmp_path)
    steps.write(made)
    judge(made)
    execute(tmp_path, change.format(staged_table(tmp_path)))
    with pytest.raises(StagingError, match="was changed after its check"):
        steps.publish(made)


def test_rows_that_others_write_meanwhile_are_kept(tmp_path: Path) -> None:
    spec = project(TABLE, tmp_path)
    make(production(spec, "good", tmp_path))
    made = production(spec, "good", tmp_path)
    steps.write(made)
    judge(made)
    execute(tmp_path, "update good set id = 9 where id = 4")
    with pytest.raises(SupersededError, match="by something else than opsgen"):
        steps.publish(made)
    assert TABLE.published(tmp_path) == [0, 1, 2, 3, 9]


def test_what_does_not_change_rows_stops_no_publication(tmp_path: Path) -> None:
    make(production(project(TABLE, tmp_path), "good", tmp_path))
    made = production(
        project(TABLE, tmp_path, rows=6, sql="select id, null::bigint as note from raw"), "good", tmp_path
    )
    steps.write(made)
    judge(made)
    execute(
        tmp_path,
        "create or replace table good as select * from good order by id desc",
        "alter table good add column note bigint",
        "checkpoint",
    )
    steps.publish(made)
    assert len(TABLE.published(tmp_path)) == 6


def test_a_new_column_is_added_and_another_change_is_refused(tmp_path: Path) -> None:
    make(production(project(TABLE, tmp_path), "good", tmp_path))
    make(production(project(TABLE, tmp_path, sql='select id, 1.5 as "odd ""name" from raw'), "good", tmp_path))
    made = production(project(TABLE, tmp_path, sql="select id from raw"), "good", tmp_path)
    steps.write(made)
    judge(made)
    with pytest.raises(
        StagingError, match=r'its columns are id \w+, odd "name DECIMAL.*; those of the new rows are id'
    ):
        steps.publish(made)
    assert TABLE.published(tmp_path) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("how", ["reads", "writes"])
def test_a_publisher_waits_until_other_processes_close_the_file(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(production(project(TABLE, tmp_path), "good", tmp_path))
    pauses = []
    with held(tmp_path, how) as holder:

        def pause(seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) == 3:
                holder.kill()
                holder.wait()

        monkeypatch.setattr(session.time, "sleep", pause)
        make(production(project(TABLE, tmp_path, 6), "good", tmp_path))
    assert pauses[:3] == [0.01, 0.02, 0.04]
    assert len(TABLE.published(tmp_path)) == 6


def test_it_gives_up_after_the_limit_of_a_query(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    execute(tmp_path, "create table good (id bigint)")
    monkeypatch.setenv("OPSGEN_QUERY_TIMEOUT", "1s")
    with (
        held(tmp_path, "writes"),
        pytest.raises(
            UnreadableError,
            match=r"Could not set lock.*PID \d+.*; opsgen waited 1s for the other process: end it, or set OPSGEN_Q",
        ),
    ):
        steps.write(production(project(TABLE, tmp_path), "good", tmp_path))
