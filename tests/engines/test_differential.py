"""The same rules on the same data find the same on every engine."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest

from engines import nasty
from quality.lab import LAKE, run

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.quality.result import CheckResult

duckdb = pytest.importorskip("duckdb")

TYPES = {
    "data": "id BIGINT, whole BIGINT, exact DECIMAL(20, 4), real DOUBLE PRECISION, far DOUBLE PRECISION, name TEXT,"
    ' day DATE, "at" TIMESTAMP, flag BOOLEAN',
    "keys": "whole BIGINT, name TEXT, day DATE",
}
SMALLEST = 1e-300
"""What is nearer to zero than this may be zero: engines interpolate with the smallest of numbers differently."""
ROWS = {"data": nasty.rows(), "keys": nasty.keys()}


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the data in Parquet."""
    folder = tmp_path_factory.mktemp("lake")
    (folder / "data").mkdir()
    with duckdb.connect() as connection:
        for table, rows in ROWS.items():
            connection.execute(f"CREATE TABLE {table} ({TYPES[table]})")
            connection.executemany(_insert(table, "?"), rows)
            connection.execute(f"COPY {table} TO '{folder}/data/{table}.parquet' (FORMAT parquet)")
    return folder


@pytest.fixture(scope="module")
def expected(lake: Path) -> CheckResult:
    """What DuckDB finds."""
    sources = ({"connection": "lake", "path": f"{table}.parquet"} for table in ROWS)
    return run(lake, nasty.datasets(*sources), connections=LAKE)


def test_every_rule_can_be_judged_and_counts_something_somewhere(expected: CheckResult) -> None:
    (data,) = expected.datasets
    assert data.rows == len(ROWS["data"])
    assert [(rule.name, rule.message) for rule in data.rules if rule.message] == []
    kinds = {rule.kind for rule in data.rules if rule.rows_broken or rule.value}
    assert kinds >= {kind for rule in nasty.RULES for kind in rule}


def test_postgres_finds_the_same(expected: CheckResult, postgres: int, tmp_path: Path) -> None:
    import psycopg

    with psycopg.connect(host="localhost", port=postgres, user="opsgen", dbname="postgres") as connection:
        for table, rows in ROWS.items():
            connection.execute(f"CREATE TABLE {table} ({TYPES[table]})")
            connection.cursor().executemany(_insert(table, "%s"), rows)
    connections = {"server": _server(postgres)}
    found = run(tmp_path, nasty.datasets(*_tables("server")), connections=connections)
    assert _told(found) == _told(expected)


def test_spark_finds_the_same(expected: CheckResult, lake: Path) -> None:
    pytest.importorskip("pyspark")
    connections = {"cluster": {"type": "spark", "master": "local[1]"}}
    sources = ({"connection": "cluster", "path": f"data/{table}.parquet"} for table in ROWS)
    found = run(lake, nasty.datasets(*sources), connections=connections)
    assert _told(found) == _told(expected)


def _insert(table: str, place: str) -> str:
    return f"INSERT INTO {table} VALUES ({', '.join([place] * len(ROWS[table][0]))})"  # noqa: S608


def _tables(connection: str) -> list[dict[str, Any]]:
    return [{"connection": connection, "table": table} for table in ROWS]


def _server(port: int) -> dict[str, Any]:
    return {
        "type": "postgres",
        "host": "localhost",
        "port": port,
        "database": "postgres",
        "user": "opsgen",
        "sslmode": "disable",
    }


def _told(result: CheckResult) -> dict[str, tuple[Any, ...]]:
    """What was found of each rule, but for how its figure is rounded."""
    (data,) = result.datasets
    assert data.message is None
    return {
        rule.name: (rule.outcome, rule.message, rule.rows_broken, rule.rows_judged, _figure(rule.kind, rule.value))
        for rule in data.rules
    }


def _figure(kind: str, value: Any) -> Any:
    if kind == "freshness":  # the age changes as time goes by
        return None if value is None else round(value / 3600)
    if isinstance(value, float) and math.isfinite(value):
        return 0 if abs(value) < SMALLEST else float(f"{value:.9e}")
    return value
