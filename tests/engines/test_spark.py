"""What is Spark's own: how it reads files, and writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from runtime.check.lab import graph, rules, run, write
from runtime.produce.lab import transform

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("spark")

CLUSTER = {"cluster": {"type": "spark", "master": "local[1]"}}
COLUMNS: dict[str, Any] = {
    "id": {"type": "integer", "required": True},
    "size": {"type": "number", "max": 2},
    "day": {"type": "date"},
    "code": {"type": "string", "required": True, "unique": True},
}


def dataset(path: str, **source: Any) -> dict[str, Any]:
    return {"source": {"connection": "cluster", "path": path, **source}, "columns": COLUMNS}


def test_csv_files_have_missing_values_and_types(tmp_path: Path) -> None:
    write(
        tmp_path, 'id;size;day;code;more\n1;1.5;2024-01-01;a;x\nNA;-;2023-02-29;NA;x\n1.5;3;;"";x\n4;x;2024-01-01;a;x\n'
    )
    made = dataset("data/data.csv", null_values=["NA", "-"], delimiter=";")
    result = run(tmp_path, {"data": made}, connections=CLUSTER)
    found = rules(result)
    assert result.datasets[0].rows == 4
    assert found["schema"].found == (
        "1 value of `id` is not an integer (`1.5`); 1 value of `size` is not a number (`x`); "
        "1 value of `day` is not a date (`2023-02-29`)"
    )
    assert {name: rule.rows_broken for name, rule in found.items() if name != "schema"} == {
        "id.required": 1,
        "size.max": 1,
        "code.required": 2,
        "code.unique": 2,
    }


def test_csv_files_are_read_as_their_keys_say(tmp_path: Path) -> None:
    text = (
        "# made by hand\nid;size;day;code\n1;1,5;2024-01-01;'\xe4;\\'b'\n# more\n1.002;1.000,5;x;c\n12.34;1.5;epoch;d\n"
    )
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "data.csv").write_bytes(text.encode("latin-1"))
    keys = {"quote": "'", "escape": "\\", "comment": "#", "encoding": "latin-1", "decimal": ",", "thousands": "."}
    columns = COLUMNS | {"code": {"type": "string", "allowed": ["\xe4;'b", "c", "d"]}}
    made = dataset("data/data.csv", delimiter=";", **keys) | {"columns": columns}
    made["quality"] = [{"max": {"column": "id", "max": 1002}}, {"sum": {"column": "size", "max": 1002}}]
    found = rules(run(tmp_path, {"data": made}, connections=CLUSTER))
    assert found["schema"].found == (
        "1 value of `id` is not an integer (`12.34`); 1 value of `size` is not a number (`1.5`); "
        "2 values of `day` are not dates (`x`, `epoch`)"
    )
    assert found["code.allowed"].rows_broken == 0
    assert [each.value for each in found.values() if each.kind in ("max", "sum")] == [1002, 1002]


def test_a_transform_writes_csv_as_it_is_read(tmp_path: Path) -> None:
    write(tmp_path, "id,size,day,code\n1,1.5,2024-01-01,'a;b\n2,,,c\n")
    keys = {"delimiter": ";", "quote": "'"}
    made = {
        "orders": dataset("data/data.csv"),
        "totals": dataset("data/out.csv", layout="versioned", **keys)
        | {"transform": {"inputs": ["orders"], "sql": "x.sql"}},
    }
    transform(graph(made, CLUSTER), "totals", "select * from orders", tmp_path)
    result = run(tmp_path, {"totals": dataset("data/out.csv", layout="versioned", **keys)}, connections=CLUSTER)
    assert (result.outcome.value, result.datasets[0].rows) == ("pass", 2)


def test_files_that_are_not_there_are_said(tmp_path: Path) -> None:
    result = run(tmp_path, {"data": dataset("data/none.parquet")}, connections=CLUSTER)
    assert "PATH_NOT_FOUND" in (result.datasets[0].message or "")


def test_a_transform_writes_files(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    duckdb.sql(
        "select range as id, 1.5::double as size, date '2024-01-01' as day, 'a' || range as code from range(5)"
    ).write_parquet(str(tmp_path / "data" / "in.parquet"))
    made = {
        "orders": dataset("data/in.parquet"),
        "totals": dataset("data/out.parquet", layout="versioned")
        | {"transform": {"inputs": ["orders"], "sql": "x.sql"}},
    }
    for _ in range(2):
        transform(graph(made, CLUSTER), "totals", "select * from orders where id > 1", tmp_path)
    out = tmp_path / "data" / "out.parquet"
    version = (out / "_current").read_text().strip()
    found = duckdb.read_parquet(f"{out}/{version}/*.parquet").order("id").project("id, code").fetchall()
    assert found == [(2, "a2"), (3, "a3"), (4, "a4")]
