"""The proposed fragment, and the tables beside it, as people use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from program import opsgen

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """\
version: 1
project: {name: shop, owner: ml}
teams: {ml: {email: ml@example.com}}
"""
PEOPLE = "id,email,city\n" + "".join(f"{n},p{n}@example.com,{'日本' if n % 2 else 'Oslo'}\n" for n in range(1, 41))


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    return tmp_path


def test_a_pasted_fragment_lints_and_holds(shop: Path) -> None:
    fragment = opsgen("profile", "people.csv", "--format", "yaml", folder=shop).stdout
    (shop / "opsgen.yaml").write_text(HEAD + fragment, encoding="utf-8")
    assert opsgen("lint", folder=shop).stdout.strip() == "opsgen.yaml: no problems"
    assert opsgen("check", folder=shop).returncode == 0
    again = opsgen("profile", "people", "--format", "yaml", folder=shop).stdout
    assert ("classification: pii" in again, "retention: 730d" in again) == (True, True)
    assert "p1@" not in again


@pytest.mark.parametrize("columns", [80, 140])
def test_tables_fit_the_terminal(shop: Path, columns: int) -> None:
    ran = opsgen("profile", "people.csv", folder=shop, COLUMNS=str(columns))
    assert ran.returncode == 0
    assert max(map(len, ran.stdout.splitlines())) <= columns
    assert "\x1b" not in ran.stdout


def test_a_terminal_that_knows_ascii_only(shop: Path) -> None:
    ran = opsgen("profile", "people.csv", folder=shop, PYTHONIOENCODING="ascii", LC_ALL="C")
    assert ran.returncode == 0, ran.stderr
    assert "Oslo 50 %" in ran.stdout
