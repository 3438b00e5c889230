"""Help texts fit a terminal of 80 columns, and all commands name the same things alike."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, get_args

import pytest
from typer.main import get_command

from opsgen.cli import app as app_module
from opsgen.exit_codes import EXIT_CODES
from opsgen.report.formats import FORMATS
from program import opsgen, started

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.cli.help import Command

COMMANDS: dict[str, Command] = get_command(app_module.app).commands  # type: ignore[attr-defined]
FIRST_OF_TWO = 2
"""The spaces before the name of an argument, option or exit code; a line that goes on has more."""


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_each_line_of_help_fits_80_columns(command: str, tmp_path: Path) -> None:
    text = opsgen(*filter(None, [command]), "--help", folder=tmp_path, COLUMNS="80").stdout
    head, _, lists = text.partition("Arguments:" if "Arguments:" in text else "Options:")
    assert head.startswith("Usage: opsgen")
    assert "..." not in lists
    for line in lists.splitlines():
        assert len(line) <= 80
        goes_on = line.startswith(" " * (FIRST_OF_TWO + 1))
        assert not goes_on or "customize the installation" in line, f"this line was wrapped: {line}"


@pytest.mark.parametrize("command", COMMANDS)
def test_the_same_thing_has_one_name(command: str) -> None:
    names = {parameter.name: parameter for parameter in COMMANDS[command].params}
    if "env" in names or command in ("lint", "fmt"):
        assert names["spec"].opts == ["--spec"]
    metavars = {"spec": "SPEC", "env": "ENV", "format_": "FORMAT", "report": "FILE", "metrics": "FILE"}
    for name, metavar in metavars.items():
        if name in names and not getattr(names[name], "is_flag", False):
            assert names[name].metavar == metavar
    for name, option in {"quiet": ["--quiet", "-q"], "verbose": ["--verbose", "-v"]}.items():
        assert name not in names or names[name].opts == option


def test_each_command_that_can_fail_lists_its_exit_codes(tmp_path: Path) -> None:
    assert set(COMMANDS) - set(EXIT_CODES) == {"schema"}
    shown = started("drift", "--help", folder=tmp_path).stdout
    assert "Exit codes:\n  0    no drift" in shown
    assert "  99   with --trigger: no drift\n" in shown


@pytest.mark.parametrize(
    ("command", "choices"),
    [
        ("lint", app_module.LintFormat),
        ("check", app_module.CheckFormat),
        ("drift", app_module.DriftFormat),
        ("gate", app_module.GateFormat),
        ("profile", app_module.ProfileFormat),
    ],
)
def test_the_formats_of_a_command_are_those_that_there_are(command: str, choices: object) -> None:
    assert list(get_args(choices)) == list(FORMATS[command])
    help_ = next(each.help for each in COMMANDS[command].params if each.name == "format_")  # type: ignore[attr-defined]
    assert all(choice in help_ for choice in get_args(choices))


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    """The functions that complete names are imported with the command line, and import the rest when called."""
    program = (
        "import sys\n"
        "from opsgen.cli.run import run_safely\n"
        "run_safely(['lint', '--help'])\n"
        "heavy = {'jinja2', 'jsonschema', 'ruamel', 'sqlglot', 'duckdb'}\n"
        "sys.exit(bool(heavy & set(sys.modules)))\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, check=False)
    assert ran.returncode == 0
