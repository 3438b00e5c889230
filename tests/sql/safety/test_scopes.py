"""What the names of tables in a SELECT mean, and that nothing else is read."""

# ruff: noqa: S608 - what is made here is SQL.

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

import duckdb
import pytest
from sqlglot import exp

from fuzz.queries import DATASETS, NAMES, TRAPS, Queries
from opsgen.sql.safety import DIALECTS, parse
from opsgen.sql.safety.refusal import RefusedSqlError
from opsgen.sql.safety.scopes import CTE, INPUT
from sql.safety.escapes import ESCAPES

if TYPE_CHECKING:
    from collections.abc import Iterator

ALL = sorted(set(DIALECTS.values()))


@pytest.mark.parametrize("dialect", ALL)
@pytest.mark.parametrize("sql", ESCAPES.values(), ids=ESCAPES)
def test_a_table_is_refused_where_no_with_query_of_its_name_is_visible(sql: str, dialect: str) -> None:
    with pytest.raises(RefusedSqlError, match="payroll") as refused:
        parse.select(sql, dialect, DATASETS)
    assert refused.value.reason == "outside"


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("with recursive a as (select 1 union all select * from a) select * from a", "never end"),
        ("with a as (select 1), A as (select 2) select * from a", "twice"),
        ("with a as (select 1), orders as (select 2) select * from a", "`orders` is the name of a dataset"),
        ('with a as (select 1), "Orders" as (select 2) select * from a', "`Orders` is the name of a dataset"),
    ],
)
def test_with_queries_that_are_refused(sql: str, message: str) -> None:
    with pytest.raises(RefusedSqlError, match=message):
        parse.select(sql, "duckdb", DATASETS)


@pytest.mark.parametrize("dialect", ["postgres", "snowflake"])
def test_names_that_differ_only_in_case_are_refused_where_case_counts(dialect: str) -> None:
    lower, upper = ("Payroll", "payroll"), ("payroll", "PAYROLL")
    for one, other in (lower, upper, upper[::-1]):
        quoted = f'with "{one}" as (select 1 as x) select x from "{other}"'
        with pytest.raises(RefusedSqlError, match="another case"):
            parse.select(quoted, dialect, DATASETS)
        both = f'with "{one}" as (select 1 as x) select * from (with "{other}" as (select 2) select * from "{one}") q'
        with pytest.raises(RefusedSqlError, match="only in case"):
            parse.select(both, dialect, DATASETS)
    for other in ("duckdb", "trino"):
        assert parse.select('with "Payroll" as (select 1 as x) select x from PAYROLL', other, DATASETS)


def test_datasets_are_found_in_any_case_and_read_by_identity() -> None:
    for dialect in ("postgres", "snowflake", "duckdb", "trino"):
        found = parse.select('select * from ORDERS, "Orders" o', dialect, DATASETS)
        assert found.inputs == {"orders": f"{INPUT}1"}
        assert {table.name for table in found.tree.find_all(exp.Table)} == {f"{INPUT}1"}


def test_names_are_generated_and_qualifiers_still_find_their_columns() -> None:
    sql = "with big as (select orders.* from orders) select big.id, O.id from big join orders O on big.id = O.id"
    assert parse.select(sql, "duckdb", DATASETS).tree.sql("duckdb") == (
        "WITH opsgen__cte_1 AS (SELECT orders.* FROM opsgen__input_1 AS orders) "
        "SELECT big.id, O.id FROM opsgen__cte_1 AS big JOIN opsgen__input_1 AS O ON big.id = O.id"
    )


def test_what_a_wrapped_select_has_at_its_end_is_kept() -> None:
    found = parse.select("((select * from orders) order by id limit 3)", "duckdb", DATASETS)
    assert found.tree.sql("duckdb").endswith("ORDER BY id LIMIT 3")


@pytest.mark.parametrize("dialect", ALL)
def test_what_is_read_is_known(dialect: str) -> None:
    for seed in range(60):
        made = Queries(Random(seed)).query()  # noqa: S311
        sql = _spoken(made.sql, dialect)
        if made.reads <= set(DATASETS):
            found = parse.select(sql, dialect, DATASETS)
            assert set(found.inputs) == made.reads
            assert all(table.name.startswith((CTE, INPUT)) for table in found.tree.find_all(exp.Table))
        else:
            with pytest.raises(RefusedSqlError):
                parse.select(sql, dialect, DATASETS)


def _spoken(sql: str, dialect: str) -> str:
    if dialect in ("spark", "bigquery"):
        sql = sql.replace('"', "`")
    return re.sub(r"\b(union|except|intersect) \(", r"\1 distinct (", sql) if dialect == "bigquery" else sql


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    """Each table, declared or not, with rows of its own."""
    with duckdb.connect() as connection:
        for name in (*DATASETS, *TRAPS):
            connection.execute(f"create table \"{name}\" as select * from (values ('{name}'), ('z')) as t(who)")
        yield connection


def test_duckdb_finds_the_same_rows_under_both_names(database: duckdb.DuckDBPyConnection) -> None:
    """What runs under generated names gives what DuckDB itself makes of the user's names."""
    for seed in range(150):
        made = Queries(Random(seed), stray=0, quoted=0.1).query()  # noqa: S311
        found = parse.select(made.sql, "duckdb", DATASETS)
        for dataset, name in found.inputs.items():
            database.execute(f'create or replace temp view {name} as select * from "{dataset}"')
        ran = database.execute(found.tree.sql("duckdb", comments=False)).fetchall()
        assert sorted(ran) == sorted(database.execute(made.sql).fetchall()), made.sql


def test_the_queries_are_of_both_kinds() -> None:
    made = [Queries(Random(seed)).query() for seed in range(150)]  # noqa: S311
    sound = [each for each in made if each.reads <= set(DATASETS)]
    assert 50 < len(sound) < 140
    assert sum("with" in each.sql for each in sound) > 25
    assert any(f"from {name}" in each.sql for each in sound for name in NAMES)
