from __future__ import annotations

import pytest

from opsgen.compile.transforms.lineage import Origin, origins

INPUTS = (("people", ("id", "name", "age")), ("tickets", ("id", "person", "price")))


def made_of(sql: str, dialect: str = "duckdb") -> dict[str, set[str]]:
    found = origins(sql, dialect, INPUTS)
    return {column: {f"{origin.dataset}.{origin.column}" for origin in from_} for column, from_ in found.items()}


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark", "snowflake", "bigquery", "trino"])
def test_a_column_is_made_of_what_its_expression_reads(dialect: str) -> None:
    sql = "select p.id, upper(p.name) || t.id as label from people as p join tickets as t on t.person = p.id"
    assert made_of(sql, dialect) == {"id": {"people.id"}, "label": {"people.name", "tickets.id"}}


@pytest.mark.parametrize(
    "sql",
    [
        "with a as (select name as n from people) select n as x from a",
        "select n as x from (select name as n from people) as a",
        "select name as x from people union all select name from people",
        "select max(name) over (partition by age) as x from people",
        "select case when age > 3 then name end as x from people",
        "select name as x from (select * from people) as a",
    ],
)
def test_it_is_followed_through_queries_within(sql: str) -> None:
    assert "people.name" in made_of(sql)["x"]


@pytest.mark.parametrize(
    ("dialect", "made"),
    [
        *(("duckdb", made) for made in ("md5(name)", "sha256(name)", "count(name)", "count(distinct name)")),
        ("duckdb", "lower(md5(name))"),
        ("duckdb", "substr(sha256(concat(name, id)), 1, 16)"),
        ("bigquery", "to_hex(sha256(name))"),
        ("snowflake", "sha2(name, 256)"),
        ("trino", "to_hex(sha256(to_utf8(name)))"),
        ("spark", "upper(sha1(name))"),
        ("postgres", "encode(sha256(name::bytea), 'hex')"),
    ],
)
def test_what_is_hashed_or_counted_cannot_be_read(dialect: str, made: str) -> None:
    assert made_of(f"select {made} as x from people", dialect) == {"x": set()}  # noqa: S608


@pytest.mark.parametrize(
    "sql",
    [
        "select concat(md5(name), name) as x from people",
        "select md5(name) as name, name as x from people",
        "with a as (select md5(name) as h, name as n from people) select h || n as x from a",
        "select md5(name) as x from people union all select name from people",
    ],
)
def test_what_stands_beside_its_hash_can_be_read(sql: str) -> None:
    assert made_of(sql)["x"] == {"people.name"}


@pytest.mark.parametrize("sql", ["select", "drop table people", ""])
def test_of_what_cannot_be_resolved_nothing_is_known(sql: str) -> None:
    assert origins(sql, "duckdb", INPUTS) == {}


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark", "snowflake", "bigquery", "trino"])
def test_names_are_found_in_any_case(dialect: str) -> None:
    inputs = (("people", ("id", "Full_Name")),)
    expected = {"label": frozenset({Origin("people", "Full_Name")})}
    assert origins("select upper(full_name) as label from People", dialect, inputs) == expected


def test_names_are_those_of_the_inputs() -> None:
    assert origins('select "Name" from People', "duckdb", INPUTS) == {"name": frozenset({Origin("people", "name")})}
