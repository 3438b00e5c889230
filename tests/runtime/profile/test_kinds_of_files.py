"""Every kind of file that can be named is profiled, and a spec begun from it holds."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import duckdb
import pytest

from program import opsgen

if TYPE_CHECKING:
    from pathlib import Path

ROWS = "SELECT range AS id, 'N' || (1000 + range) AS code, range / 4 AS size, DATE '2024-01-01' AS day FROM range(40)"
FILES = {
    "data.csv": "FORMAT csv",
    "data.tsv": "FORMAT csv, DELIMITER '\t'",
    "data.csv.gz": "FORMAT csv, COMPRESSION gzip",
    "data.jsonl": "FORMAT json",
    "data.json": "FORMAT json, ARRAY true",
    "data.parquet": "FORMAT parquet",
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_each_kind(tmp_path: Path, name: str) -> None:
    duckdb.sql(f"COPY ({ROWS}) TO '{tmp_path / name}' ({FILES[name]})")
    _holds(tmp_path, name)


def test_files_that_a_pattern_names(tmp_path: Path) -> None:
    for part in range(2):
        duckdb.sql(f"COPY ({ROWS} WHERE range % 2 = {part}) TO '{tmp_path}/part-{part}.parquet' (FORMAT parquet)")
    _holds(tmp_path, "part-*.parquet")


def test_a_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data.csv.gz").write_bytes(gzip.compress(b"id,name\n" + b"1,x\n" * 999)[:-9])
    ran = opsgen("profile", "data.csv.gz", folder=tmp_path)
    assert ran.returncode == 4
    assert "it is not a complete gzip file" in ran.stderr


def _holds(folder: Path, name: str) -> None:
    profile = json.loads(opsgen("profile", name, "--format", "json", folder=folder).stdout)
    found = {column["name"]: column for column in profile["columns"]}
    assert profile["rows"] == 40
    assert {column: each["type"] for column, each in found.items()} == {
        "id": "integer",
        "code": "string",
        "size": "number",
        "day": "date",
    }
    assert (found["id"]["unique"], found["code"]["pattern"]) == (True, "[A-Z][0-9]{4}")
    assert (found["size"]["min"], found["size"]["max"], found["day"]["max"]) == (0, 9.75, "2024-01-01")
    assert opsgen("init", "--from", name, folder=folder).returncode == 0
    assert opsgen("lint", folder=folder).stdout.strip() == "opsgen.yaml: no problems"
    assert opsgen("check", folder=folder).returncode == 0
