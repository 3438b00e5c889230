"""What is PostgreSQL's own: its types, its transactions, its ways to fail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlglot import exp

from engines.database import execute
from opsgen.runtime.check.failing_rows import Examples
from opsgen.runtime.check.result import Outcome
from opsgen.runtime.engines.engine import EngineDatasets, QueryError
from opsgen.runtime.engines.postgres import PostgresEngine
from opsgen.runtime.staging.store import StagingError
from runtime.check.lab import graph, rules, run
from runtime.produce.lab import transform
from sql.safety.calls import CALLS
from sql.safety.escapes import ESCAPES

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("psycopg")

TYPES = """
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE DOMAIN positive AS integer CHECK (value > 0);
CREATE TABLE "Odd ""name" (
    "order" positive, mood mood, code char(5), id uuid, exact numeric, part numeric(6, 2), single real,
    at timestamptz, made timestamp, hour time, many integer[], doc jsonb, whole numeric(20, 0)
);
INSERT INTO "Odd ""name" VALUES
    (1, 'sad', 'ab', gen_random_uuid(), 'NaN', 1.50, 0.1, '2024-01-01 00:00+02', '2024-01-01', '12:00', '{1}', '{}', 7),
    (2, 'glad', 'abcde', gen_random_uuid(), 1e20, 2, 0.2, 'infinity', '2024-01-02', '13:00', '{}', '[]', 8),
    (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
"""
COLUMNS: dict[str, Any] = {
    "order": {"type": "integer", "max": 2},
    "mood": {"type": "string", "allowed": ["sad", "glad", "mad"], "pattern": "[a-z]+"},
    "code": {"type": "string", "min_length": 5, "unique": True},
    "id": {"type": "string", "min_length": 36, "max_length": 36},
    "exact": {"type": "number", "min": 0},
    "part": {"type": "integer"},
    "single": {"type": "number", "allowed": [0.1, 0.2]},
    "at": {"type": "timestamp", "min": "2024-01-01T00:00:00Z"},
    "made": {"type": "timestamp", "max": "2024-01-01T01:00:00+01:00"},
    "hour": {"type": "time", "max": "12:30:00"},
    "many": {"type": "array"},
    "doc": {"type": "object"},
    "whole": {"type": "integer"},
}


def dataset(table: str, columns: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"source": {"connection": "server", "table": table}, "columns": columns, **more}


def test_its_types_are_those_that_they_stand_for(connection: dict[str, Any], tmp_path: Path) -> None:
    execute(connection, TYPES)
    quality = [{"mean": {"column": "exact", "min": 0}}, {"mean": {"column": "whole", "min": 7.5, "max": 7.5}}]
    datasets = {"data": dataset('"Odd ""name"', COLUMNS, quality=quality)}
    result = run(tmp_path, datasets, connections={"server": connection})
    found = rules(result)
    assert [(rule.name, rule.message) for rule in found.values() if rule.message] == []
    misread = ["1 value of `part` is not an integer (`1.50`)", "1 value of `doc` is not an object (`[]`)"]
    assert found["schema"].found.split("; ") == misread
    assert {name: rule.rows_broken for name, rule in found.items() if rule.rows_broken} == {
        "schema": 1,
        "code.min_length": 1,
        "exact.min": 1,
        "at.min": 1,
        "made.max": 1,
        "hour.max": 1,
    }
    assert (found["mean(exact)"].found, found["mean(whole)"].value) == ("1 row is not finite", 7.5)


def test_a_failing_rule_leaves_the_others_alone(connection: dict[str, Any], tmp_path: Path) -> None:
    execute(connection, "CREATE TABLE t AS SELECT n AS a, 'x' AS b FROM generate_series(0, 9) AS s (n)")
    quality = [
        {"expression": {"name": "zero", "sql": "1 / a >= 0"}},
        {"query": {"name": "cast", "sql": "select * from data where cast(b as integer) > 1"}},
        {"query": {"name": "good", "sql": "select * from data where a > 7"}},
        {"unique": {"columns": ["b"]}},
    ]
    found = rules(
        run(
            tmp_path,
            {"data": dataset("t", {"a": {"type": "integer"}, "b": {"type": "string"}}, quality=quality)},
            connections={"server": connection},
        )
    )
    assert found["zero"].message == "division by zero"
    assert "invalid input syntax" in (found["cast"].message or "")
    assert (found["schema"].outcome, found["good"].rows_broken, found["unique(b)"].rows_broken) == ("pass", 2, 10)


def test_a_check_cannot_write(connection: dict[str, Any]) -> None:
    execute(connection, "CREATE TABLE t (a integer)")
    spec = graph({"data": dataset("t", {"a": {"type": "integer"}})}, {"server": connection}).spec
    engine = PostgresEngine(EngineDatasets(spec.datasets, spec.connections), spec.connections["server"])
    with pytest.raises(QueryError, match="read-only transaction"):
        engine.write("data", exp.select("1 AS a"))
    engine.close()


@pytest.mark.parametrize(
    ("change", "table", "message"),
    [
        ({"database": "no-such"}, "t", 'database "no-such" does not exist'),
        ({"port": 1}, "t", "connection failed"),
        ({"password": {"secret": "NO_SUCH_SECRET"}}, "t", "the secret NO_SUCH_SECRET is needed"),
        ({}, "t", "there is no table public.t that can be read"),
        ({}, "other.t", "there is no table other.t that can be read"),
    ],
)
def test_what_cannot_be_reached_is_said(
    connection: dict[str, Any], tmp_path: Path, change: dict[str, Any], table: str, message: str
) -> None:
    datasets = {"data": dataset(table, {"a": {"type": "integer"}})}
    result = run(tmp_path, datasets, connections={"server": connection | change})
    assert result.outcome is Outcome.ERROR
    assert message in (result.datasets[0].message or "")


def test_a_transform_replaces_rows_in_one_transaction(connection: dict[str, Any], tmp_path: Path) -> None:
    execute(connection, "CREATE TABLE orders AS SELECT n AS a, n % 3 AS b FROM generate_series(1, 9) AS s (n)")
    columns = {"b": {"type": "integer"}}
    datasets = {
        "orders": dataset("orders", {"a": {"type": "integer"}}),
        "totals": dataset("totals", columns, transform={"inputs": ["orders"], "sql": "totals.sql"}),
    }
    made = graph(datasets, {"server": connection})
    sql = "select b, sum(a) as total from orders group by b"
    for _ in range(2):
        transform(made, "totals", sql, tmp_path)
    assert sorted(execute(connection, "SELECT * FROM totals")) == [(0, 18), (1, 12), (2, 15)]
    execute(connection, "GRANT SELECT ON totals TO public")
    with pytest.raises(QueryError):
        transform(made, "totals", "select b, sum(1 / (a - 1)) as total from orders group by b", tmp_path)
    with pytest.raises(StagingError, match="failed its checks"):
        transform(made, "totals", "select b as other from orders", tmp_path)
    assert sorted(execute(connection, "SELECT b FROM totals")) == [(0,), (1,), (2,)]
    transform(made, "totals", "select 5 as b, 6 as total from orders where a = 1", tmp_path)
    assert execute(connection, "SELECT b, total FROM totals") == [(5, 6)]
    grants = (
        "SELECT count(*) FROM information_schema.table_privileges WHERE table_name = 'totals' AND grantee = 'PUBLIC'"
    )
    assert execute(connection, grants) == [(1,)]


@pytest.mark.parametrize("sql", ESCAPES.values(), ids=ESCAPES)
@pytest.mark.parametrize("table", ["payroll", "pg_shadow"])
def test_a_query_reads_no_other_table(connection: dict[str, Any], tmp_path: Path, sql: str, table: str) -> None:
    execute(connection, "CREATE TABLE orders (id integer); CREATE TABLE payroll AS SELECT 'Ann' AS who")
    query = {"query": {"name": "q", "sql": sql.replace("payroll", table)}}
    found = run(tmp_path, {"orders": _orders(query)}, connections={"db": connection}, examples=Examples(sample=3))
    assert rules(found)["q"].outcome is Outcome.ERROR
    assert f"`{table}` is not a dataset" in (rules(found)["q"].message or "").replace("main.", "")


def test_a_with_query_hides_a_table_of_its_name(connection: dict[str, Any], tmp_path: Path) -> None:
    execute(connection, "CREATE TABLE orders (id integer); INSERT INTO orders VALUES (7)")
    sql = "with pg_shadow as (select id from orders) select s.id from pg_shadow as s, ORDERS where s.id = orders.id"
    query = {"query": {"name": "q", "sql": sql}}
    found = run(tmp_path, {"orders": _orders(query)}, connections={"db": connection}, examples=Examples(sample=3))
    sample = rules(found)["q"].sample
    assert sample is not None
    assert (sample.columns, sample.rows) == (("id",), (("7",),))


def _orders(query: dict[str, Any]) -> dict[str, Any]:
    source = {"connection": "db", "table": "orders"}
    return {"source": source, "columns": {"id": {"type": "integer"}}, "quality": [query]}


def test_a_query_that_takes_too_long_is_stopped(
    connection: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPSGEN_QUERY_TIMEOUT", "1s")
    execute(connection, "CREATE TABLE orders AS SELECT generate_series(1, 5000) AS id")
    sql = "select a.id from orders a, orders b, orders c where a.id + b.id + c.id < 0"
    found = run(tmp_path, {"orders": _orders({"query": {"name": "q", "sql": sql}})}, connections={"db": connection})
    assert found.outcome is Outcome.ERROR
    assert "longer than 1s" in (rules(found)["q"].message or "")
    execute(connection, "ALTER DATABASE lab SET statement_timeout = '500ms'")
    found = run(tmp_path, {"orders": _orders({"query": {"name": "q", "sql": sql}})}, connections={"db": connection})
    assert "statement timeout" in (rules(found)["q"].message or "")


def test_no_name_after_a_point_calls_a_function(connection: dict[str, Any], tmp_path: Path) -> None:
    """Each of these would read a file of the server, another table, or a setting; none is an object with that field."""
    execute(connection, "CREATE TABLE orders AS SELECT 1 AS id; CREATE TABLE payroll AS SELECT 'secret' AS name")
    quality = [{"query": {"name": f"call-{number}", "sql": sql}} for number, sql in enumerate(CALLS)]
    datasets = {"orders": dataset("orders", {"id": {"type": "integer"}}, quality=quality)}
    found = rules(run(tmp_path, datasets, connections={"server": connection}))
    messages = {rule.message for name, rule in found.items() if name.startswith("call-")}
    assert all(message and message.endswith(("is not composite", "does not exist")) for message in messages), messages


def test_a_field_of_an_object_is_found_in_sql(connection: dict[str, Any], tmp_path: Path) -> None:
    execute(
        connection,
        "CREATE TYPE place AS (city text, zip integer); CREATE TYPE stop AS (place place, number integer);"
        "CREATE TABLE orders (id integer, stop stop, stops stop[]);"
        "INSERT INTO orders VALUES (1, ROW(ROW('Graz', 8010), 1), ARRAY[ROW(ROW('Linz', 4020), 2)::stop]),"
        " (2, ROW(ROW('Wien', 1010), 3), NULL)",
    )
    many = "select orders.id, s.number from orders cross join unnest(stops) as s where s.number = 2"
    quality = [
        {"expression": {"name": "inner", "sql": "((stop).place).city = 'Graz'"}},
        {"expression": {"name": "item", "sql": "(stops[1]).number = 2"}},
        {"query": {"name": "many", "sql": many}},
        {"query": {"name": "groups", "sql": "select (stop).number, count(*) from orders group by (stop).number"}},
    ]
    datasets = {"orders": dataset("orders", {"id": {"type": "integer"}}, quality=quality)}
    found = rules(run(tmp_path, datasets, connections={"server": connection}))
    counts = {name: rule.rows_broken for name, rule in found.items() if name != "schema"}
    assert counts == {"inner": 1, "item": 0, "many": 1, "groups": 2}, found
