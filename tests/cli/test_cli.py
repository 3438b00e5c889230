"""Exit codes, output and behaviour of the command line that hold for every command."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from opsgen import __version__
from opsgen.cli.run import BUG, INTERRUPTED, run_safely
from program import opsgen, started

if TYPE_CHECKING:
    from pathlib import Path


def test_version_is_one_line(tmp_path: Path) -> None:
    result = started("--version", folder=tmp_path)
    assert (result.returncode, result.stdout, result.stderr) == (0, f"opsgen {__version__}\n", "")


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["build", "--help"], ["lint", "-h"]])
def test_help_is_printed(arguments: list[str], tmp_path: Path) -> None:
    result = started(*arguments, folder=tmp_path)
    assert result.returncode == 0
    assert "Usage: opsgen" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lnit"], "No such command"),
        (["build", "--chekc"], "No such option"),
        (["pin", "image"], "name the image and its environment"),
        (["lint", "missing.yaml"], "there is no spec missing.yaml"),
        (["build", "missing"], "there is no spec missing"),
        (["build"], "opsgen init"),
        (["lint"], "opsgen init"),
        (["explain", "REF999"], "there is no code 'REF999'"),
        (["lint", "a.yaml", "--spec", "b.yaml"], "the spec is given twice"),
        (["build", "a.yaml", "--spec", "b.yaml"], "the spec is given twice"),
        (["fmt", "a.yaml", "--spec", "b.yaml"], "the spec is given twice"),
        (["lint", "-q", "-v"], "--quiet and --verbose exclude each other"),
    ],
)
def test_a_wrong_call_is_a_usage_error(arguments: list[str], said: str, tmp_path: Path) -> None:
    result = opsgen(*arguments, folder=tmp_path)
    assert result.returncode == 2
    assert said in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(("there", "asked"), [("opsgen.yml", []), ("flights.yaml", ["flight.yaml"])])
def test_the_file_that_may_be_meant_is_named(there: str, asked: list[str], tmp_path: Path) -> None:
    (tmp_path / there).write_text("version: 1\n", encoding="utf-8")
    result = opsgen("lint", *asked, folder=tmp_path)
    assert result.returncode == 2
    assert f"did you mean '{there}'?" in result.stderr


def test_what_ends_alike_is_not_meant_for_that(tmp_path: Path) -> None:
    (tmp_path / "out.yaml").write_text("version: 1\n", encoding="utf-8")
    assert "did you mean" not in opsgen("lint", "nosuch.yaml", folder=tmp_path).stderr


@pytest.mark.parametrize("name", ["a:b.yaml", "-x.yaml", "a b.yaml", "$(x).yaml", "\u202e.yaml"])
def test_a_spec_whose_name_could_be_an_instruction_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("version: 1")
    result = opsgen("lint", "--", name, folder=tmp_path)
    assert result.returncode == 2
    assert "opsgen: rename" in result.stderr
    assert result.stderr.isascii()


@pytest.mark.skipif(os.name == "nt", reason="needs a folder with such a name")
@pytest.mark.parametrize("arguments", [["lint"], ["lint", "--ignore", "SQL"], ["fmt"], ["fmt", "--check"], ["explain"]])
def test_no_name_is_a_line_of_its_own(arguments: list[str], tmp_path: Path) -> None:
    name = "a\n::error::b\x1b[31m"
    (tmp_path / name).mkdir()
    spec = "version: 1\nproject:  {name: a, owner: b, image: {repository: ghcr.io/example/a}}\n"
    (tmp_path / name / "opsgen.yaml").write_text(spec)
    for asked in (name, f"{name}-not"):
        result = opsgen(*arguments, asked, folder=tmp_path)
        said = result.stdout + result.stderr
        assert "::error::b" in said
        assert "\x1b" not in said
        assert not any(line.startswith("::") for line in said.splitlines())


def test_the_program_is_named_opsgen_in_its_help(tmp_path: Path) -> None:
    assert "Usage: opsgen lint [OPTIONS] [SPEC]..." in started("lint", "--help", folder=tmp_path).stdout


def test_output_that_is_closed_early_is_no_error(tmp_path: Path) -> None:
    command = f"'{sys.executable}' -m opsgen schema | head -c 10"
    result = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.stdout
    assert result.stderr == ""


def test_a_terminal_without_unicode_is_no_error(tmp_path: Path) -> None:
    spec = tmp_path / "opsgen.yaml"
    spec.write_text("version: 1\nproject: {name: é☃, owner: a}\n", encoding="utf-8")
    result = opsgen("lint", folder=tmp_path, PYTHONIOENCODING="ascii", LC_ALL="C", PYTHONUTF8="0")
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert r"\u2603" in result.stdout


def test_a_bug_ends_in_a_report_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    def broken(_arguments: list[str]) -> int:
        raise KeyError("flights")

    assert run_safely(["build", "a b"], broken) == BUG
    said = capsys.readouterr().err
    assert "This is a bug in opsgen" in said
    assert "command: opsgen build 'a b'" in said
    assert "KeyError: 'flights'" in said
    assert "Traceback" not in said


def test_a_bug_report_shows_no_secret_and_obeys_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    token = "ghp_" + "0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX"

    def broken(_arguments: list[str]) -> int:
        raise ValueError(f"\x1b[31m {token}")

    assert run_safely(["pin", f"a\x1b {token}"], broken) == BUG
    said = capsys.readouterr().err
    assert said.count("*" * len(token)) == 2
    assert "\x1b" not in said


def test_an_interrupt_is_short(capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(_arguments: list[str]) -> int:
        raise KeyboardInterrupt

    assert run_safely([], interrupted) == INTERRUPTED
    assert capsys.readouterr().err == "interrupted\n"


def test_the_schema_is_printed_as_it_is_published(tmp_path: Path) -> None:
    import json

    result = started("schema", folder=tmp_path, PYTHONIOENCODING="utf-16")
    assert json.loads(result.stdout)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_explain_prints_the_page(tmp_path: Path) -> None:
    result = started("explain", "ref103", folder=tmp_path)
    assert result.returncode == 0
    assert result.stdout.startswith("REF103 unknown-dataset (error)\n\n")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_there_for_each_shell(shell: str, tmp_path: Path) -> None:
    result = opsgen(folder=tmp_path, _OPSGEN_COMPLETE=f"source_{shell}")
    assert "_OPSGEN_COMPLETE" in result.stdout
