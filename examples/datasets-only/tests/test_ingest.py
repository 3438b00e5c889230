from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from penguins.ingest import ingest

if TYPE_CHECKING:
    from pathlib import Path


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def test_every_penguin_is_brought_in(tmp_path: Path) -> None:
    ingest(tmp_path / "penguins.csv")

    rows = read(tmp_path / "penguins.csv")
    assert len(rows) == 344
    assert {row["species"] for row in rows} == {"Adelie", "Chinstrap", "Gentoo"}
    assert sum(row["sex"] == "NA" for row in rows) == 11


def test_a_second_run_gives_the_same_table(tmp_path: Path) -> None:
    ingest(tmp_path / "penguins.csv")
    first = read(tmp_path / "penguins.csv")
    ingest(tmp_path / "penguins.csv")

    assert read(tmp_path / "penguins.csv") == first
