"""Datasets that SQL makes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from opsgen.runtime.engines.engine import QueryError, UnreadableError
from opsgen.runtime.produce.sql import read_sql
from opsgen.runtime.staging.store import StagingError
from opsgen.sql.safety.refusal import RefusedSqlError
from runtime.check.lab import csv_of, graph, write
from runtime.produce.lab import transform

if TYPE_CHECKING:
    from pathlib import Path

SQL = """
with big as (select * from orders where amount > 1)
select customer, sum(amount) as total from big group by all order by 1
"""


def datasets(path: str = "totals.parquet", **source: Any) -> dict[str, Any]:
    orders = csv_of(
        {"customer": {"type": "string"}, "amount": {"type": "integer"}}, path="orders.csv", null_values=["NA"]
    )
    totals = csv_of({"customer": {"type": "string"}}, path=path, **source)
    return {"orders": orders, "totals": totals | {"transform": {"inputs": ["orders"], "sql": "totals.sql"}}}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path, "customer,amount,note\na,1,x\na,2,x\nb,3,x\nNA,4,x\n", "orders.csv")
    return tmp_path


@pytest.mark.parametrize("path", ["totals.parquet", "deep/er/totals.csv", "totals.jsonl"])
def test_the_rows_take_the_datasets_place(project: Path, path: str) -> None:
    made = graph(datasets(path))
    for _ in range(2):
        transform(made, "totals", SQL, project)
        assert sorted(duckdb.sql(f"from '{project}/data/{path}'").fetchall(), key=str) == [
            ("a", 2),
            ("b", 3),
            (None, 4),
        ]
    target = project / "data" / path
    assert [each.name for each in target.parent.iterdir() if "totals" in each.name] == [target.name]


def test_a_table_of_a_duckdb_database_is_replaced(project: Path) -> None:
    spec = datasets()
    spec["totals"]["source"] = {"connection": "db", "table": "totals"}
    lake = {"type": "files", "root": "data"}
    made = graph(spec, {"lake": lake, "db": {"type": "duckdb", "path": "lake.db"}})
    for _ in range(2):
        transform(made, "totals", SQL, project)
    with duckdb.connect(str(project / "lake.db")) as connection:
        assert connection.sql("select count(*) from totals").fetchall() == [(3,)]


@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("select * from read_csv('data/orders.csv')", RefusedSqlError),
        ("select * from totals", RefusedSqlError),
        ("select 1; select 2", RefusedSqlError),
        ("copy orders to 'x.csv'", RefusedSqlError),
        ("select nothing from orders", QueryError),
        ("select cast(customer as integer) as n from orders", QueryError),
    ],
)
def test_where_it_fails_the_old_rows_stay(project: Path, sql: str, error: type[Exception]) -> None:
    made = graph(datasets())
    transform(made, "totals", SQL, project)
    before = (project / "data" / "totals.parquet").read_bytes()
    with pytest.raises(error):
        transform(made, "totals", sql, project)
    assert (project / "data" / "totals.parquet").read_bytes() == before
    assert sorted(path.name for path in (project / "data").iterdir()) == [
        "_opsgen",
        "orders.csv",
        "totals.parquet",
    ]


def test_a_pattern_of_files_is_no_place_to_write_to(project: Path) -> None:
    with pytest.raises(StagingError, match="so its path must name one"):
        transform(graph(datasets("totals-*.parquet")), "totals", SQL, project)


def test_missing_inputs_are_said(project: Path) -> None:
    (project / "data" / "orders.csv").unlink()
    with pytest.raises(UnreadableError, match="No files found"):
        transform(graph(datasets()), "totals", SQL, project)


def test_a_link_stays_one(project: Path) -> None:
    dataset = csv_of({"a": {"type": "integer"}}, path="made.csv") | {"transform": {"inputs": ["data"], "sql": "x.sql"}}
    datasets = {"data": csv_of({"a": {"type": "integer"}}), "made": dataset}
    write(project, "a\n1\n2\n")
    write(project, "a\n9\n", "real.csv")
    (project / "data" / "made.csv").symlink_to("real.csv")
    transform(graph(datasets), "made", "select a from data", project)
    assert (project / "data" / "made.csv").is_symlink()
    assert (project / "data" / "real.csv").read_text() == "a\n1\n2\n"


@pytest.mark.parametrize(
    ("root", "path"),
    [(".git", "x.csv"), (".opsgen", "x.csv"), ("data/.GIT", "hooks/x.csv"), (".", ".git/x.csv")],
)
def test_git_and_opsgen_keep_their_files(project: Path, root: str, path: str) -> None:
    (project / ".git").mkdir()
    (project / ".git" / "config").write_text("[core]\n")
    connections = {"lake": {"type": "files", "root": "data"}, "own": {"type": "files", "root": root}}
    made = datasets(path)
    made["totals"]["source"] |= {"connection": "own", "format": "csv"}
    with pytest.raises(QueryError, match=r"it lies in `.git` or `.opsgen`"):
        transform(graph(made, connections), "totals", SQL, project)
    assert [each.name for each in (project / ".git").iterdir()] == ["config"]
    assert not (project / ".opsgen").exists()


@pytest.mark.parametrize(
    ("path", "format_"),
    [
        ("setup.py", "csv"),
        ("conftest.PY", "json"),
        (".github/workflows/x.yml", "csv"),
        ("requirements.txt", "csv"),
        ("Makefile", "csv"),
        (".env", "csv"),
        ("package.json", "json"),  # one row in JSON Lines is a document
        ("package.json.gz", "json"),
        ("totals.csv", "parquet"),
        ("totals.parquet.gz", "parquet"),
        ("totals", "parquet"),
    ],
)
def test_only_files_that_are_named_as_data_are_written(project: Path, path: str, format_: str) -> None:
    with pytest.raises(QueryError, match=r"is not written: a transform writes .* here, so the path must end in"):
        transform(graph(datasets(path, format=format_)), "totals", SQL, project)
    assert [each.name for each in (project / "data").iterdir() if each.is_file()] == ["orders.csv"]


@pytest.mark.parametrize("path", ["totals.tsv", "totals.CSV", "totals.csv.gz", "totals.csv.zst"])
def test_any_ending_of_a_format_is_written(project: Path, path: str) -> None:
    transform(graph(datasets(path, format="csv")), "totals", SQL, project)
    assert (project / "data" / path).is_file()


def test_a_link_to_what_is_not_data_is_not_followed(project: Path) -> None:
    (project / "data" / "setup.py").write_text("pass\n")
    (project / "data" / "totals.csv").symlink_to("setup.py")
    with pytest.raises(QueryError, match=r"a link to .*setup.py, which is not named as data"):
        transform(graph(datasets("totals.csv")), "totals", SQL, project)
    assert (project / "data" / "setup.py").read_text() == "pass\n"


@pytest.mark.parametrize("path", ["setup.py", ".git/x.db", "link.db"])
def test_a_database_is_created_only_under_the_name_of_one(project: Path, path: str) -> None:
    (project / ".git").mkdir()
    (project / "link.db").symlink_to("conftest.py")
    spec = datasets()
    spec["totals"]["source"] = {"connection": "db", "table": "totals"}
    connections = {"lake": {"type": "files", "root": "data"}, "db": {"type": "duckdb", "path": path}}
    with pytest.raises(UnreadableError, match="none is created there"):
        transform(graph(spec, connections), "totals", SQL, project)
    assert not (project / path).exists()


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs links")
@pytest.mark.parametrize("path", ["made.csv", "sub/made.csv"])
def test_no_link_leads_out_of_the_folder_of_data(project: Path, path: str) -> None:
    outside = project / "outside"
    outside.mkdir()
    (outside / "made.csv").write_text("kept")
    (project / "data" / "made.csv").symlink_to(outside / "made.csv")
    (project / "data" / "sub").symlink_to(outside, target_is_directory=True)
    with pytest.raises(QueryError, match="a link leads out of"):
        transform(graph(datasets(path)), "totals", SQL, project)
    assert [(each.name, each.read_text()) for each in outside.iterdir()] == [("made.csv", "kept")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs links and pipes among files")
def test_sql_is_read_from_files_of_the_project_alone(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "x.sql"
    elsewhere.write_text("select 1")
    (project / "link.sql").symlink_to(elsewhere)
    os.mkfifo(project / "pipe.sql")
    (project / "latin.sql").write_bytes(b"select '\xe9'")
    (project / "own.sql").write_bytes(b"\xef\xbb\xbfselect 1")
    for name, reason in (
        ("link.sql", "leads out of the project's folder"),
        ("pipe.sql", "is a pipe"),
        ("latin.sql", "is not UTF-8"),
        ("gone.sql", "there is no file"),
    ):
        with pytest.raises(UnreadableError, match=reason):
            read_sql(name, project)
    assert read_sql("own.sql", project) == "select 1"
