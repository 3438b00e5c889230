from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from opsgen.render.encode.text import is_visible, width

if TYPE_CHECKING:
    from pathlib import Path

VISIBLE = [char for char in map(chr, range(0x80, 0x110000)) if is_visible(char)]


def test_ruff_measures_the_same_width_for_every_character(tmp_path: Path) -> None:
    times, filler = 20, f'""  {"x" * 90}'
    module = tmp_path / "widths.py"
    module.write_text("".join(f'"{char * times}  {"x" * 90}"\n' for char in VISIBLE), encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "E501", "--output-format", "json"]
    run = subprocess.run([*ruff, module], capture_output=True, text=True, check=False)
    problems = {problem["location"]["row"]: problem["message"] for problem in json.loads(run.stdout)}
    measured = {
        char: (int(re.search(r"\((\d+) >", problems[row])[1]) - len(filler)) / times
        for row, char in enumerate(VISIBLE, 1)
    }
    assert {char: width(char) for char in VISIBLE} == measured


def test_what_is_visible_prints_on_every_python() -> None:
    assert "".join(VISIBLE).isprintable()
    # Pinned: other code points here mean other bytes in what a build writes.
    assert len(VISIBLE) == 95494


@pytest.mark.parametrize("text", ["a b", "é", "e\u0301", "日本語", "שלום", "नमस्ते", "한국어", "🚀", "→", "½", "€"])
def test_shows(text: str) -> None:
    assert is_visible(text)


@pytest.mark.parametrize(
    "char",
    "\0\t\n\r\x1b\x7f\x85\xa0\xad\u115f\u200b\u200d\u200e\u2028\u2029\u202e\u2066\u3000\u3164\ud800\ue000\ufe0f\ufeff\uffff\U000e0001",
)
def test_does_not_show(char: str) -> None:
    assert not is_visible(f"a{char}")


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("ﾊﾞ", 1), ("🚀a", 3)])
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns
