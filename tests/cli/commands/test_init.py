from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from typing import TYPE_CHECKING

import pytest

from program import opsgen, started

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
    result = started("init", folder=tmp_path)
    assert result.returncode == 1
    assert (tmp_path / "opsgen.yaml").read_text() == "mine"


@pytest.mark.parametrize("arguments", [[], ["--from", "data.csv"]])
def test_no_schema_is_named_that_does_not_exist(arguments: list[str], tmp_path: Path) -> None:
    """The YAML language server reads each comment that starts so, and reports a file that it cannot load."""
    (tmp_path / "data.csv").write_text("id,amount\n1,2\n2,3\n")
    assert opsgen("init", *arguments, folder=tmp_path).returncode == 0
    text = (tmp_path / "opsgen.yaml").read_text()
    assert "opsgen schema > opsgen.schema.json" in text
    assert not re.search(r"^\s*#\s+yaml-language-server", text, re.MULTILINE)


def ignored(folder: Path) -> list[str]:
    lines = (folder / ".gitignore").read_text().splitlines()
    return [line for line in lines if not line.startswith("#")]


RULES = [".opsgen/transaction/", ".*.????????????????.new"]


def test_what_must_not_be_committed_is_ignored(tmp_path: Path) -> None:
    assert opsgen("init", folder=tmp_path).returncode == 0
    assert ignored(tmp_path) == RULES


def test_a_gitignore_that_is_there_keeps_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("data/\n*.pyc")
    (tmp_path / ".gitignore").chmod(0o640)
    assert opsgen("init", folder=tmp_path).returncode == 0
    assert ignored(tmp_path) == ["data/", "*.pyc", *RULES]
    assert stat.S_IMODE((tmp_path / ".gitignore").stat().st_mode) == 0o640
    (tmp_path / "opsgen.yaml").unlink()
    before = (tmp_path / ".gitignore").read_bytes()
    assert opsgen("init", folder=tmp_path).returncode == 0
    assert (tmp_path / ".gitignore").read_bytes() == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs links and pipes among files")
@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_a_gitignore_that_cannot_be_extended_is_told(tmp_path: Path, kind: str) -> None:
    folder, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.write_text("mine\n")
    if kind == "link":
        (folder / ".gitignore").symlink_to(elsewhere)
    else:
        os.mkfifo(folder / ".gitignore")
    result = opsgen("init", folder=folder)
    assert result.returncode == 0
    assert "opsgen: add .opsgen/transaction/ and" in result.stderr
    assert elsewhere.read_text() == "mine\n"


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
def test_git_sees_the_manifest_and_no_transaction(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    opsgen("init", folder=tmp_path)
    assert opsgen("build", folder=tmp_path).returncode == 0
    (tmp_path / ".opsgen/transaction").mkdir()
    (tmp_path / ".opsgen/transaction/journal").touch()
    (tmp_path / ".opsgen.yaml.0123456789abcdef.new").touch()
    listed = subprocess.run(
        ["git", "ls-files", "--others", "--exclude-standard"], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    files = listed.stdout.split()
    assert ".opsgen/manifest" in files
    assert not [path for path in files if "transaction" in path or path.endswith(".new")]
