"""The SQL that a build writes, run by the engines themselves, finds what `opsgen check` finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backends.sql.projects import project, text
from engines import nasty
from opsgen.backends.sql.names import Names
from quality.lab import LAKE, run

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.quality.result import CheckResult

Figures = dict[str, Any]

SMALLEST = 1e-300


def test_duckdb_runs_it(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb")
    datasets = nasty.datasets(*({"connection": "lake", "path": f"{table}.parquet"} for table in nasty.ROWS))
    monkeypatch.chdir(lake)
    found: Figures = {}
    with duckdb.connect() as connection:
        for statement in duckdb.extract_statements(text(project(datasets, LAKE), "data")):
            cursor = connection.execute(statement)
            if statement.type == duckdb.StatementType.SELECT:
                found |= dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))
    _assert_same(found, run(lake, datasets, connections=LAKE))


def test_postgres_runs_it(nasty_tables: dict[str, Any], tmp_path: Path) -> None:
    import psycopg

    datasets, connections = nasty.datasets(*nasty.tables("server")), {"server": nasty_tables}
    found: Figures = {}
    settings = {key: nasty_tables[key] for key in ("host", "port", "user")}
    with psycopg.connect(**settings, dbname="postgres") as connection:
        cursor = connection.execute(text(project(datasets, connections), "data"))
        while True:
            if cursor.description:
                found |= dict(zip([column.name for column in cursor.description], cursor.fetchone(), strict=True))
            if not cursor.nextset():
                break
    _assert_same(found, run(tmp_path, datasets, connections=connections))


@pytest.mark.parametrize("format_", ["parquet", "csv"])
def test_spark_runs_it(format_: str, lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb")
    pyspark = pytest.importorskip("pyspark.sql")
    connections = {"cluster": {"type": "spark", "master": "local[1]"}}
    for table in nasty.ROWS if format_ == "csv" else ():
        plain = "SELECT * REPLACE (name.replace(chr(10), '').replace(chr(92), '') AS name)" if True else ""
        duckdb.execute(
            f"COPY ({plain} FROM '{lake}/data/{table}.parquet') TO '{lake}/data/{table}.csv' (NULLSTR 'NA', QUOTE '\"')"
        )
    sources = (
        {"connection": "cluster", "path": f"data/{table}.{format_}", "null_values": ["NA"]} for table in nasty.ROWS
    )
    datasets = nasty.datasets(*sources)
    monkeypatch.chdir(lake)
    expected = run(lake, datasets, connections=connections)
    session = pyspark.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    found: Figures = {}
    for statement in text(project(datasets, connections), "data").split(";\n"):
        if statement.strip():
            rows = session.sql(statement).collect()
            found |= rows[0].asDict() if "SELECT\n" in statement and rows else {}
    session.stop()
    _assert_same(found, expected)


def _assert_same(found: Figures, expected: CheckResult) -> None:
    (data,) = expected.datasets
    assert found.pop("all_rows") == data.rows
    names = Names(rule.name for rule in data.rules)
    for rule in data.rules:
        name = names[rule.name]
        if rule.kind == "schema_match":
            continue
        if rule.rows_broken is not None:
            assert int(found[f"{name}_broken"]) == rule.rows_broken, rule.name
        if rule.rows_judged is not None:
            assert int(found.get(f"{name}_judged", data.rows)) == rule.rows_judged, rule.name
        if isinstance(rule.value, int | float) and rule.kind != "freshness":
            assert float(found[f"{name}_value"]) == pytest.approx(rule.value, rel=1e-9, abs=SMALLEST), rule.name
