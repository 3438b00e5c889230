"""The command that starts a check."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from opsgen.generate.new_check import NewCheck, start

ROOT = Path(__file__).parents[2]

NEW = NewCheck("DAT199", "no-owner", "data")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the parts of the checkout that the command reads."""
    for part in ("compiler/opsgen/checks", "tests/checks/MOD104", "tests/checks/LNG206"):
        shutil.copytree(ROOT / part, tmp_path / part)
    return tmp_path


def test_a_check_is_one_file_one_line_and_two_fixtures(checkout: Path) -> None:
    written = start(NEW, checkout)
    assert [path.relative_to(checkout).as_posix() for path in written] == [
        "compiler/opsgen/checks/data/no_owner.py",
        "compiler/opsgen/checks/__init__.py",
        "tests/checks/DAT199/bad.opsgen.yaml",
        "tests/checks/DAT199/good.opsgen.yaml",
    ]
    module = ModuleType("no_owner")
    source = written[0].read_text(encoding="utf-8")
    module.__doc__ = ast.get_docstring(ast.parse(source))
    exec(compile(source, str(written[0]), "exec"), vars(module))  # noqa: S102
    assert (module.CODE.code, module.CODE.name) == ("DAT199", "no-owner")
    assert list(module.check(None)) == []


def test_it_is_imported_in_order_and_runs_last(checkout: Path) -> None:
    before = (checkout / "compiler/opsgen/checks/__init__.py").read_text(encoding="utf-8").splitlines()
    start(NEW, checkout)
    after = (checkout / "compiler/opsgen/checks/__init__.py").read_text(encoding="utf-8").splitlines()
    assert sorted([*before, "    no_owner,", "    no_owner,"]) == sorted(after)
    imported = after[after.index("from opsgen.checks.data import (") + 1 :]
    imported = imported[: imported.index(")")]
    assert imported == sorted(imported)
    listed = after[after.index("CHECKS: tuple[Check, ...] = (") :]
    assert listed[listed.index(")") - 1] == "    no_owner,"


@pytest.mark.parametrize(
    ("code", "name"),
    [("DAT101", "no-owner"), ("DAT199", "no-description"), ("dat1", "no-owner"), ("DAT199", "No Owner")],
)
def test_what_is_taken_or_malformed_is_refused(checkout: Path, code: str, name: str) -> None:
    with pytest.raises(ValueError, match=r"taken|a check has"):
        start(NewCheck(code, name, "data"), checkout)
    assert not (checkout / "tests/checks" / code).exists()
