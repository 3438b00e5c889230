"""What docs/quality.md tells newcomers to do gives what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from opsgen.language.rule import Rule
from opsgen.report.formats import FORMATS
from program import opsgen

GUIDE = (Path(__file__).parents[3] / "docs" / "quality.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """The first block of a language: those of the walk-through come before all others."""
    text, *_ = re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    return str(text)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "orders.csv").write_text(block("csv"))
    (tmp_path / "opsgen.yaml").write_text(block("yaml"))
    return tmp_path


def test_its_first_check(shop: Path) -> None:
    assert opsgen("lint", folder=shop).stdout == "opsgen.yaml: no problems\n"
    ran = opsgen("check", "--sample", 1, folder=shop)
    untimed = re.sub(r" +time$| +[\d.]+ m?s$| in [\d.]+ m?s.*", "", ran.stdout, flags=re.MULTILINE)
    assert (ran.returncode, untimed) == (1, block("text"))


def test_its_other_commands(shop: Path) -> None:
    commands = re.findall(r"^    opsgen (.+)$", GUIDE, re.MULTILINE)
    assert [opsgen(*command.split(), folder=shop).returncode for command in commands] == [1, 1]
    assert (shop / "report.html").is_file()
    assert len(list((shop / "failures" / "orders").iterdir())) == 4
    assert opsgen("profile", "data/orders.csv", folder=shop).returncode == 0
    (shop / "opsgen.yaml").unlink()
    assert opsgen("init", "--from", "data/orders.csv", folder=shop).returncode == 0


def test_it_leaves_out_no_rule_and_no_format() -> None:
    tables = "".join(line.split("|")[1] for line in GUIDE.splitlines() if line.startswith("|"))
    assert [name for name in Rule.model_fields if f"`{name}`" not in tables] == []
    assert [name for name in FORMATS["check"] if f"`{name}`" not in GUIDE] == []
