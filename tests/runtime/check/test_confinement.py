"""SQL cannot read what the spec does not name, even where the reading of SQL would miss something."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
import sqlglot

from opsgen.runtime.check.failing_rows import Examples
from opsgen.runtime.check.result import Outcome
from opsgen.runtime.engines.duckdb.engine import DuckDbEngine
from opsgen.runtime.engines.engine import EngineDatasets, QueryError
from opsgen.sql.safety.refusal import RefusedSqlError
from program import opsgen
from runtime.check.lab import csv_of, graph, rules, run, write
from runtime.produce.lab import transform
from sql.safety.escapes import ESCAPES

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('{outside}')",
        "SELECT * FROM read_csv('{folder}/data/../outside.csv')",
        "SELECT * FROM '{outside}'",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM outside",
        "ATTACH '{folder}/new.db'",
        "COPY (SELECT 1) TO '{folder}/new.csv'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "RESET lock_configuration",
        "CREATE PERSISTENT SECRET s (TYPE s3)",
    ],
)
def test_the_engine_itself_is_locked(tmp_path: Path, sql: str) -> None:
    write(tmp_path, "a,b\n1,2\n")
    outside = tmp_path / "outside.csv"
    outside.write_text("a\n1\n")
    made = graph({"data": csv_of({"a": {"type": "integer"}})})
    engine = DuckDbEngine(EngineDatasets(made.spec.datasets, made.spec.connections), tmp_path)
    statement = sql.format(outside=outside, folder=tmp_path)
    with pytest.raises(QueryError):
        list(engine.rows(_Raw(statement))[1])
    engine.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "outside.csv"]


ESCAPED = [sql.replace("payroll", '"data/payroll.csv"') for sql in ESCAPES.values()]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a file beside the one that it declares."""
    write(tmp_path, "id,amount\n1,5\n", "orders.csv")
    write(tmp_path, "who,salary\nAnn,98765\n", "payroll.csv")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("sql", ESCAPED, ids=ESCAPES)
def test_a_check_reads_no_other_file(shop: Path, sql: str) -> None:
    orders = csv_of({"id": {"type": "integer"}}, [{"query": {"name": "q", "sql": sql}}], path="orders.csv")
    result = run(shop, {"orders": orders}, examples=Examples(sample=3))
    assert rules(result)["q"].outcome is Outcome.ERROR
    assert "98765" not in str(result)


@pytest.mark.parametrize("sql", ESCAPED, ids=ESCAPES)
def test_a_transform_reads_no_other_file(shop: Path, sql: str) -> None:
    made = csv_of({"who": {"type": "string"}}, path="made.csv") | {"transform": {"inputs": ["orders"], "sql": "t.sql"}}
    spec = graph({"orders": csv_of({"id": {"type": "integer"}}, path="orders.csv"), "made": made})
    with pytest.raises(RefusedSqlError):
        transform(spec, "made", sql, shop)
    assert not (shop / "data" / "made.csv").exists()


def test_a_file_called_like_a_with_query_is_not_read(shop: Path) -> None:
    sql = 'with "data/payroll.csv" as (select id from orders) select p.id from "data/payroll.csv" as p'
    orders = csv_of({"id": {"type": "integer"}}, [{"query": {"name": "q", "sql": sql}}], path="orders.csv")
    result = run(shop, {"orders": orders}, examples=Examples(sample=3))
    assert rules(result)["q"].rows_broken == 1
    assert "98765" not in str(result)


SPEC = """\
version: 1
project: {{name: shop, owner: data}}
connections: {{lake: {{type: files, root: data}}}}
datasets:
  orders:
    source: {{connection: lake, path: orders.csv}}
    columns: {{id: {{type: integer}}}}
    quality: [{{query: {{name: q, sql: {sql}}}}}]
outputs: {{sql: {{}}}}
"""


@pytest.mark.parametrize("sql", ESCAPED[:1])
def test_nothing_runs_and_nothing_is_built_with_such_a_query(shop: Path, sql: str) -> None:
    (shop / "opsgen.yaml").write_text(SPEC.format(sql=json.dumps(sql)))
    for command, code in (("lint", 1), ("build", 1), ("check", 2)):
        ran = opsgen(command, *(["--sample", "3"] if command == "check" else []), folder=shop)
        assert ran.returncode == code
        assert "SQL103" in ran.stdout + ran.stderr
        assert "98765" not in ran.stdout + ran.stderr
    assert not (shop / "sql").exists()


LINKED = """\
version: 1
project: {name: shop, owner: data}
connections: {lake: {type: files, root: data}}
datasets:
  linked:
    source: {connection: lake, format: csv, SOURCE}
    columns: {who: {type: string}, salary: {type: integer, min: 1000000}}
"""
KEYS = ("", 'comment: "~"', "encoding: cp1252", "encoding: utf-16", "skip: 0", "hive_partitioning: true")


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs links")
@pytest.mark.parametrize("keys", KEYS)
def test_no_link_leads_out_of_the_folder_of_data(shop: Path, keys: str) -> None:
    outside = shop / "outside"
    (outside / "deep").mkdir(parents=True)
    for each in ("payroll.csv", "deep/payroll.csv"):
        encoding = "utf-16" if "utf-16" in keys else "utf-8"
        (outside / each).write_text("who,salary\nAnn,98765\n", encoding=encoding)
    (shop / "data" / "linked.csv").symlink_to(outside / "payroll.csv")
    (shop / "data" / "twice.csv").symlink_to("linked.csv")
    (shop / "data" / "folder").symlink_to(outside, target_is_directory=True)
    for path in ("linked.csv", "twice.csv", "link*.csv", "folder/payroll.csv", "folder/*.csv", "*/*.csv", "*/*/*.csv"):
        source = ", ".join(filter(None, [f'path: "{path}"', keys]))
        (shop / "opsgen.yaml").write_text(LINKED.replace("SOURCE", source))
        for command in (("check", "--sample", "3"), ("profile", "linked")):
            ran = opsgen(*command, folder=shop)
            assert ran.returncode == 4, (path, ran)
            assert "out of data through a link" in " ".join((ran.stdout + ran.stderr).split()), (path, ran)
            assert "98765" not in ran.stdout + ran.stderr


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs links")
@pytest.mark.parametrize("keys", KEYS[:3])
def test_the_folder_of_data_may_be_a_link(shop: Path, keys: str) -> None:
    (shop / "data").rename(shop / "elsewhere")
    (shop / "data").symlink_to("elsewhere", target_is_directory=True)
    (shop / "elsewhere" / "linked.csv").symlink_to("payroll.csv")
    source = ", ".join(filter(None, ["path: linked.csv", keys]))
    (shop / "opsgen.yaml").write_text(LINKED.replace("SOURCE", source))
    ran = opsgen("check", "--sample", "3", folder=shop)
    assert "98765" in ran.stdout, ran


class _Raw(sqlglot.exp.Select):
    """A statement that goes to the engine as it is."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text_ = text

    def sql(self, *_: object, **__: object) -> str:  # type: ignore[override]
        return self.text_
