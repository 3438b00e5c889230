"""The files of SQL as people read them, for every engine, and whom they say they are for.

`OPSGEN_UPDATE_GOLDEN=1` writes them anew; read the difference before you commit it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backends.sql.projects import planned, project, rendered, text
from golden import UPDATE
from opsgen.backends import SQL
from opsgen.backends.sql.codes import VERSIONED_PATH
from opsgen.backends.sql.setup import ENGINES
from opsgen.sql.dialects import DIALECTS
from runtime.check.test_dialects import COLUMNS, QUALITY

GOLDEN = Path(__file__).parent / "golden"

SERVER: dict[str, Any] = {"host": "db.example.com", "user": "me"}
CONNECTIONS: dict[str, dict[str, Any]] = {
    "duckdb": {"type": "duckdb", "path": "shop.duckdb"},
    "postgres": {"type": "postgres", "database": "shop", **SERVER},
    "spark": {"type": "spark", "catalog": "lake", "database": "shop"},
    "snowflake": {"type": "snowflake", "account": "acme", "database": "Sales", "warehouse": "wh", "user": "me"},
    "bigquery": {"type": "bigquery", "project": "acme-prod", "dataset": "sales"},
    "trino": {"type": "trino", "catalog": "lake", "schema": "sales", **SERVER},
}


def tables(**source: Any) -> dict[str, Any]:
    """Every kind of rule, about a table."""
    return {
        "data": {"source": {"connection": "server", "table": "data", **source}, "columns": COLUMNS, "quality": QUALITY},
        "codes": {"source": {"connection": "server", "table": "codes"}, "columns": {"code": {"type": "string"}}},
    }


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_file_of_a_dialect(dialect: str) -> None:
    made, path = text(project(tables(), {"server": CONNECTIONS[dialect]}), "data"), GOLDEN / f"{dialect}.sql"
    if UPDATE:
        path.write_text(made, encoding="utf-8", newline="\n")
    assert made == path.read_text(encoding="utf-8")
    assert f"for {ENGINES[dialect]}." in made


FILES = {
    "csv": {"path": "data.csv", "null_values": ["NA", "it's"], "delimiter": ";", "header": False},
    "json": {"path": "data/*.jsonl"},
    "parquet": {"path": "data.parquet"},
}


@pytest.mark.parametrize("format_", FILES)
@pytest.mark.parametrize("engine", ["files", "spark"])
def test_files_are_read_as_the_spec_describes_them(format_: str, engine: str) -> None:
    connections = {"files": {"type": "s3", "bucket": "shop", "prefix": "lake"}, "spark": {"type": "spark"}}
    columns = {"id": {"type": "integer", "required": True}, "at": {"type": "timestamp"}}
    dataset = {"source": {"connection": "server", **FILES[format_]}, "columns": columns}
    made, path = text(project({"data": dataset}, {"server": connections[engine]}), "data"), f"{engine}-{format_}.sql"
    if UPDATE:
        (GOLDEN / path).write_text(made, encoding="utf-8", newline="\n")
    assert made == (GOLDEN / path).read_text(encoding="utf-8")


def test_there_is_a_file_for_each_dataset_and_environment() -> None:
    of = project(tables(), {"server": CONNECTIONS["postgres"]})
    prod = of.first.of_environment("dev", {})._replace(name="prod")
    both = of._replace(environments=(of.first, prod))
    files = {file.artifact.path: file.artifact.environment for file in rendered(both)}
    assert files == {f"sql/{name}/{dataset}.sql": name for name in ("dev", "prod") for dataset in ("codes", "data")}


def test_what_was_not_asked_for_is_not_written() -> None:
    of = project(tables(), {"server": CONNECTIONS["postgres"]})
    silent = of.first._replace(spec=of.first.spec.model_copy(update={"outputs": type(of.first.spec.outputs)()}))
    assert list(SQL.artifacts(of._replace(environments=(silent,)))) == []


def test_what_is_no_question_to_the_data_is_said_to_be_left_out() -> None:
    datasets = tables()
    datasets["codes"]["freshness"] = {"error_after": "1d"}
    made = text(project(datasets, {"server": CONNECTIONS["postgres"]}), "codes")
    assert "-- Omits freshness - SQL cannot read when data arrived.\n" in made


def test_of_versions_duckdb_reads_the_published_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb")
    source = {"connection": "lake", "path": "good", "format": "parquet", "layout": "versioned"}
    good = {"source": source, "columns": {"id": {"type": "integer", "primary_key": True}}}
    of = project({"good": good}, {"lake": {"type": "files", "root": "data"}})
    monkeypatch.chdir(tmp_path)
    for version, rows in (("v-0123456789ab", 2), ("v-ba9876543210", 3)):
        folder = tmp_path / "data" / "good" / version
        folder.mkdir(parents=True)
        duckdb.sql("select unnest(range(?)) as id", params=[rows]).write_parquet(str(folder / "part-0.parquet"))
        (tmp_path / "data" / "good" / "_current").write_text(f"{version}\n")
        with duckdb.connect() as connection:
            connection.execute(text(of, "good"))
            figures = connection.execute(planned(of, "good").queries[0].statement.tree.sql("duckdb")).fetchone()
        assert figures[0] == rows


def test_of_versions_spark_cannot_find_the_published_one() -> None:
    source = {"connection": "lake", "path": "good", "format": "parquet", "layout": "versioned"}
    of = project({"good": {"source": source, "columns": {"id": {"type": "integer"}}}}, {"lake": {"type": "spark"}})
    ((code, finding),) = SQL.check(of)
    assert code is VERSIONED_PATH
    assert finding.place.path == ("datasets", "good", "source", "layout")
