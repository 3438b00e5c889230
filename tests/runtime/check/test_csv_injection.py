"""Rows that are kept, as a spreadsheet opens them."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgen.runtime.check.csv_injection import inert
from opsgen.runtime.check.failing_rows import Examples
from program import opsgen
from runtime.check.lab import csv_of, run, write

if TYPE_CHECKING:
    from pathlib import Path

FORMULAS = [
    "=1+2",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\uff1d1",
    "-",
    "+49 30 1234",
    "-1e",
    "-1\n",
    '=HYPERLINK("http://example.com")',
]
PLAIN = ["", "a", "'=1", "-5", "+3.2e1", "-.5", "-5.", "1-2", "a=b", "a@example.com", "2024-01-01", "é"]


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_formula_becomes_text(cell: str) -> None:
    assert inert(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", [*PLAIN, None])
def test_anything_else_stays(cell: str | None) -> None:
    assert inert(cell) == cell


@given(st.text())
def test_what_stays_starts_no_formula_unless_it_is_a_number(cell: str) -> None:
    shown = inert(cell)
    assert shown is not None
    if shown.strip()[:1] in "=+-@" and shown.strip():
        float(shown)
    assert shown.removeprefix("'") == cell.removeprefix("'")


def kept(folder: Path, *, raw: bool = False) -> list[list[str]]:
    lines = "".join('"{}"\n'.format(cell.replace('"', '""')) for cell in FORMULAS + PLAIN[1:])
    write(folder, f'"=name()"\n{lines}', "data.csv")
    rules = [{"pattern": {"column": "=name()", "regex": "never"}}]
    datasets = {"d": csv_of({"=name()": {"type": "string"}}, rules)}
    run(folder, datasets, examples=Examples(folder=folder / "failures", raw=raw))
    (file,) = (folder / "failures" / "d").iterdir()
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def test_kept_rows_have_no_formulas(tmp_path: Path) -> None:
    assert kept(tmp_path) == [["'=name()"], *([f"'{cell}"] for cell in FORMULAS), *([cell] for cell in PLAIN[1:])]


def test_raw_rows_are_as_they_are(tmp_path: Path) -> None:
    assert kept(tmp_path, raw=True) == [[cell] for cell in ["=name()", *FORMULAS, *PLAIN[1:]]]


def test_raw_is_about_kept_rows(tmp_path: Path) -> None:
    ran = opsgen("check", "--raw", folder=tmp_path)
    assert ran.returncode == 2
    assert "--store-failures" in ran.stderr
