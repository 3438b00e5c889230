"""The SQL that a build writes, run by the engines themselves, finds what `opsgen check` finds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from backends.sql.projects import project, text
from engines import nasty
from opsgen.backends.sql.names import Names
from runtime.check.lab import LAKE, run

if TYPE_CHECKING:
    from opsgen.runtime.check.result import CheckResult

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


@pytest.mark.usefixtures("spark")
@pytest.mark.parametrize("format_", ["parquet", "csv"])
def test_spark_runs_it(format_: str, lake: Path) -> None:
    if format_ == "csv":
        _write_csv(lake)
    connections = {"cluster": {"type": "spark", "master": "local[1]"}}
    sources = (
        {"connection": "cluster", "path": f"data/{table}.{format_}", "null_values": ["NA"]} for table in nasty.ROWS
    )
    datasets = nasty.datasets(*sources)
    expected = run(lake, datasets, connections=connections)
    command = [sys.executable, str(Path(__file__).with_name("spark_sql.py"))]
    sql = text(project(datasets, connections), "data")
    result = subprocess.run(command, cwd=lake, input=sql, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    _assert_same(json.loads(result.stdout), expected)


def _write_csv(lake: Path) -> None:
    """The nasty data without the line breaks and backslashes that Spark's CSV takes otherwise."""
    duckdb = pytest.importorskip("duckdb")
    plain = "SELECT * REPLACE (name.replace(chr(10), '').replace(chr(92), '') AS name)"
    for table in nasty.ROWS:
        source, target = f"{lake}/data/{table}.parquet", f"{lake}/data/{table}.csv"
        duckdb.execute(f"COPY ({plain} FROM '{source}') TO '{target}' (NULLSTR 'NA', QUOTE '\"')")


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
