from __future__ import annotations

from typing import TYPE_CHECKING

from program import opsgen

if TYPE_CHECKING:
    from pathlib import Path


def test_the_first_spec_lints_and_builds_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "My First Project 2"
    assert opsgen("init", folder, folder=tmp_path).returncode == 0
    assert "name: my-first-project-2\n" in (folder / "opsgen.yaml").read_text()
    assert opsgen("lint", folder, folder=tmp_path).returncode == 0
    built = opsgen("build", folder, folder=tmp_path)
    assert built.returncode == 0
    assert (folder / "dags" / "default" / "dataset_orders.py").exists()


def test_a_folder_without_a_usable_name_gets_one(tmp_path: Path) -> None:
    (tmp_path / "2024").mkdir()
    opsgen("init", folder=tmp_path / "2024")
    assert "name: my-project\n" in (tmp_path / "2024" / "opsgen.yaml").read_text()


def test_a_spec_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "opsgen.yaml").write_text("mine")
    result = opsgen("init", folder=tmp_path)
    assert result.returncode == 1
    assert (tmp_path / "opsgen.yaml").read_text() == "mine"
