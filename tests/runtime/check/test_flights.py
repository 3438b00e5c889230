"""The real flights of 2013, checked as users check them; all counts were found independently of opsgen."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from flights import unpack
from program import opsgen

EXAMPLE = Path(__file__).parents[3] / "examples" / "flight-delays"
ROWS = 336_776
MORE = """\
version: 1
project: {name: flights, owner: data}
connections: {lake: {type: files, root: data}}
datasets:
  airports:
    source: {connection: lake, path: raw/airports.csv, null_values: [NA]}
    columns:
      faa: {type: string, primary_key: true}
      lat: {type: number, min: -90, max: 90}
  flights:
    source: {connection: lake, path: raw/flights.csv, null_values: [NA]}
    columns:
      year: {type: integer, required: true}
      month: {type: integer, min: 1, max: 12}
      day: {type: integer, min: 1, max: 31}
      carrier: {type: string}
      flight: {type: integer}
      origin: {type: string, references: airports.faa}
      dest: {type: string, references: airports.faa}
      tailnum: {type: string}
    quality:
      - unique: {columns: [year, month, day, carrier, flight, origin]}
      - not_null: {column: tailnum, severity: warn}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The example with its raw tables, as they are after its ingest."""
    unpack(tmp_path, "airports")
    shutil.copy(EXAMPLE / "opsgen.yaml", tmp_path)
    shutil.copytree(EXAMPLE / "transforms", tmp_path / "transforms")
    return tmp_path


def checked(folder: Path, *datasets: str, code: int) -> dict[str, Any]:
    """The results of these datasets by name."""
    ran = opsgen("check", *datasets, "--format", "json", folder=folder)
    assert ran.returncode == code, ran.stderr
    return {dataset["name"]: dataset for dataset in json.loads(ran.stdout)["datasets"]}


def broken(dataset: dict[str, Any]) -> dict[str, int]:
    """How many rows broke each rule that is about rows."""
    return {rule["name"]: rule["rows_broken"] for rule in dataset["rules"] if rule["rows_judged"] is not None}


def test_the_example_passes_with_a_warning(project: Path) -> None:
    found = checked(project, "planes", "flights", code=0)
    assert {name: dataset["rows"] for name, dataset in found.items()} == {"planes": 3_322, "flights": ROWS}
    assert set(broken(found["planes"]).values()) == {0}
    rows = broken(found["flights"])
    assert {name: count for name, count in rows.items() if count} == {
        "not_null(dep_delay)": 8_255,
        "tailnum.references": 50_094,
    }
    assert rows["unique(carrier, flight, origin, time_hour)"] == 0
    (reference,) = (rule for rule in found["flights"]["rules"] if rule["name"] == "tailnum.references")
    assert (reference["outcome"], reference["rows_judged"]) == ("pass", ROWS)


def test_what_a_spec_for_more_of_it_finds(project: Path) -> None:
    (project / "opsgen.yaml").write_text(MORE)
    found = checked(project, code=1)
    assert set(broken(found["airports"]).values()) == {0}
    assert {name: count for name, count in broken(found["flights"]).items() if count} == {
        "dest.references": 7_602,
        "not_null(tailnum)": 2_512,
    }
    assert "unique(year, month, day, carrier, flight, origin)" in broken(found["flights"])


def test_the_features_that_the_example_makes_keep_their_rules(project: Path) -> None:
    assert opsgen("transform", "flight_features", folder=project).returncode == 0
    found = checked(project, "flight_features", code=0)["flight_features"]
    assert found["rows"] == 327_346
    assert set(broken(found).values()) == {0}


@pytest.mark.parametrize("file", ["README.md", "opsgen.yaml"])
def test_the_example_says_how_many_flights_there_are(file: str) -> None:
    assert f"{ROWS:,} flights" in (EXAMPLE / file).read_text(encoding="utf-8")
