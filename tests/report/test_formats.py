"""The table of report formats."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest

from opsgen.cli import app
from opsgen.report.formats import ENDINGS, FORMATS, UnknownEndingError, format_for


@pytest.mark.parametrize(
    ("file", "format_", "commands"),
    [
        ("r.json", "json", "check drift gate profile"),
        ("R.JSON", "json", "check drift gate profile"),
        ("r.txt", "text", "check drift gate profile"),
        ("r.html", "html", "check drift"),
        ("r.htm", "html", "check drift"),
        ("r.xml", "junit", "check gate"),
        ("r.prom", "prometheus", "check drift"),
        ("r.yaml", "yaml", "profile"),
        ("r.yml", "yaml", "profile"),
        ("report", "text", "check drift gate profile"),
        ("/dev/stdout", "text", "check drift gate profile"),
        ("-", "text", "check drift gate profile"),
    ],
)
def test_the_ending_selects_the_format(file: str, format_: str, commands: str) -> None:
    for command in FORMATS.keys() - {"lint"}:
        if command in commands.split():
            assert format_for(command, Path(file), None) == format_
        else:
            with pytest.raises(UnknownEndingError, match=r"name the file with `\.txt`, `\.json`"):
                format_for(command, Path(file), None)


def test_the_format_that_is_named_wins() -> None:
    assert format_for("check", Path("r.html"), "json") == "json"
    assert format_for("check", Path("r.pdf"), "text") == "text"
    assert format_for("check", None, "junit") == "junit"
    assert format_for("check", None, None) == "text"


def test_an_unknown_ending_names_the_known_ones() -> None:
    with pytest.raises(UnknownEndingError) as refused:
        format_for("gate", Path("r.pdf"), None)
    assert str(refused.value) == (
        "no report has the ending .pdf; name the file with `.txt`, `.json` or `.xml`, or add --format"
    )


def test_every_format_has_a_module_that_shows_it() -> None:
    for formats in FORMATS.values():
        assert next(iter(formats)) == "text"
        assert all(callable(import_module(module).show) for module in formats.values())
    assert set(ENDINGS.values()) <= {name for formats in FORMATS.values() for name in formats}


@pytest.mark.parametrize(
    ("command", "choices"),
    [
        ("lint", app.LintFormat),
        ("check", app.CheckFormat),
        ("drift", app.DriftFormat),
        ("gate", app.GateFormat),
        ("profile", app.ProfileFormat),
    ],
)
def test_the_command_line_offers_these_formats(command: str, choices: object) -> None:
    assert get_args(choices) == tuple(FORMATS[command])


@pytest.mark.parametrize(("format_", "loaded"), [("json", False), ("text", False), ("html", True)])
def test_only_html_loads_jinja(format_: str, loaded: bool) -> None:
    program = f"""
import sys
from opsgen.report.formats import show
from opsgen.runtime.check.result import CheckResult, Outcome
from opsgen.terminal.color import Colors
show("check", "{format_}", CheckResult("1.0", "p", "dev", "2024-01-31", 0, Outcome.PASS), Colors(on=False))
print("jinja2" in sys.modules)
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == f"{loaded}\n"
