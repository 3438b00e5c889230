"""What a user does with the files: build them, and give them to DuckDB."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from flights import unpack
from program import opsgen

duckdb = pytest.importorskip("duckdb")

EXAMPLE = Path(__file__).parents[3] / "examples" / "flight-delays"


def test_the_written_sql_gives_the_figures_of_a_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unpack(tmp_path)
    shutil.copytree(EXAMPLE / "transforms", tmp_path / "transforms")
    (tmp_path / "opsgen.yaml").write_text((EXAMPLE / "opsgen.yaml").read_text() + "  sql: {path: rules}\n")
    assert opsgen("build", "--env", "dev", folder=tmp_path).returncode == 0
    assert opsgen("transform", "flight_features", folder=tmp_path).returncode == 0
    monkeypatch.chdir(tmp_path)
    found = {name: figures(tmp_path / "rules" / "dev" / f"{name}.sql") for name in ("flights", "planes")}
    assert found["flights"]["all_rows"] == 336_776
    assert found["flights"]["not_null_dep_delay_broken"] == 8_255
    assert found["flights"]["tailnum_references_broken"] == 50_094
    assert found["flights"]["unique_carrier_flight_origin_time_hour_broken"] == 0
    assert found["planes"]["primary_key_tailnum_broken"] == 0
    found["flight_features"] = figures(tmp_path / "rules" / "dev" / "flight_features.sql")
    checked = json.loads(opsgen("check", *found, "--format", "json", folder=tmp_path).stdout)
    for dataset in checked["datasets"]:
        broken = {rule["rows_broken"] for rule in dataset["rules"] if rule["rows_broken"] is not None}
        told = {value for name, value in found[dataset["name"]].items() if name.endswith(("_broken", "_misread"))}
        assert (found[dataset["name"]]["all_rows"], told | {0}) == (dataset["rows"], broken | {0})


def figures(file: Path) -> dict[str, Any]:
    """What the queries of a file find."""
    found: dict[str, Any] = {}
    with duckdb.connect() as connection:
        for statement in duckdb.extract_statements(file.read_text(encoding="utf-8")):
            cursor = connection.execute(statement)
            if statement.type == duckdb.StatementType.SELECT:
                found |= dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))
    return found
