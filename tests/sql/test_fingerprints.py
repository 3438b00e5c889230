"""Fingerprints of the rows of a table, in DuckDB. Those of PostgreSQL are tested with its server."""

from __future__ import annotations

import duckdb
import pytest
from sqlglot import exp

from opsgen.sql.fingerprints import of_values

WIDE = f"create or replace table t as select {', '.join(f'id as c{number}' for number in range(1200))} from t"  # noqa: S608
TABLE = "create table t as select range as id, 'n' || range as name, [range] as items from range(4)"


def fingerprint(*statements: str, within: exp.Expr | None = None) -> tuple[int, int]:
    with duckdb.connect() as connection:
        for statement in (TABLE, *statements):
            connection.execute(statement)
        names = [row[0] for row in connection.execute("describe t").fetchall()]
        (found,) = connection.execute(of_values(exp.table_("t"), names, within).sql("duckdb")).fetchall()
        return found


@pytest.mark.parametrize(
    "change",
    [
        "create or replace table t as select * from t order by id desc",
        "alter table t add column note text",
        "update t set name = name",
    ],
)
def test_what_leaves_the_rows_as_they_are_changes_nothing(change: str) -> None:
    assert fingerprint(change) == fingerprint()


@pytest.mark.parametrize(
    "change",
    [
        "update t set id = 3 - id",
        "update t set name = null where id = 1",
        "update t set items = [2] where id = 1",
        "delete from t where id = 1",
        "insert into t select * from t where id = 1",
        "alter table t add column note text default 'x'",
        "alter table t rename name to title",
    ],
)
def test_every_change_of_the_rows_is_noticed(change: str) -> None:
    assert fingerprint(change) != fingerprint()


def test_rows_outside_of_the_condition_do_not_count() -> None:
    inside = exp.column("id") < exp.convert(2)
    assert fingerprint("update t set name = 'x' where id = 2", within=inside) == fingerprint(within=inside)
    assert fingerprint("update t set name = 'x' where id = 1", within=inside) != fingerprint(within=inside)


def test_a_table_can_have_more_columns_than_duckdb_nests_expressions() -> None:
    rows, total = fingerprint(WIDE)
    assert rows == 4
    assert total
