"""What a spec has of commands, escapes and markup, in every form of report: shown, and nothing else."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from bad_inputs.case import SPEC, changed
from bad_inputs.credentials import HIDDEN
from bad_inputs.program import lay_out

if TYPE_CHECKING:
    from pathlib import Path

    from bad_inputs.program import Program

FORMATS = ("text", "concise", "json", "sarif", "github", "junit")
HOSTILE = {
    "a command of workflows": '"a\\n::error::b"',
    "a command that ends another": '"::set-output name=a::b ::stop-commands::c"',
    "an escaped line end": '"%0A::error::a%0D"',
    "an escape of terminals": '"\\e[31ma\\e]0;b\\a"',
    "a backspace": '"a\\b\\b\\r"',
    "a control of directions": '"a\\u202eb"',
    "markup": "'<script>alert(1)</script> ]]> --> &amp;'",
    "a picture": '\'a["x"] --> b; click a "javascript:alert(1)"\'',
}


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_a_name_is_shown_and_does_nothing(name: str, format_: str, program: Program, tmp_path: Path) -> None:
    lay_out({SPEC: changed(("owner: data", f"owner: {name}"), ("      late: {", f"      {name}: {{"))}, tmp_path)
    result = program.run("lint", "--format", format_, folder=tmp_path)
    assert result.code == 1
    assert all(character.isprintable() or character == "\n" for character in result.out)
    if format_ == "github":
        commands = [line for line in result.out.splitlines() if line.startswith("::")]
        assert all(line.startswith(("::error file=", "::warning file=", "::notice file=")) for line in commands)
        assert commands
    _parse(result.out, format_)


@pytest.mark.parametrize("arguments", [*(["--format", each] for each in FORMATS), ["--diff"]], ids=" ".join)
def test_secrets_are_shown_in_no_form(arguments: list[str], program: Program, tmp_path: Path) -> None:
    values = ", ".join(f'A{number}: "{value}"' for number, value in enumerate(HIDDEN[:-1]))
    more = f"{{{values}, PASSWORD: {HIDDEN[-1]}, ADDRESS: 'https://me:{HIDDEN[-1]}@example.com', TEXT: a, TEXT: a}}"
    lay_out({SPEC: changed(("{TEXT: some}", more))}, tmp_path)
    result = program.run("lint", *arguments, folder=tmp_path)
    assert result.code == 1
    assert "A0: " in result.out if arguments == ["--diff"] else "LNG210" in result.out
    assert not [value for value in HIDDEN if value in result.out + result.err]
    _parse(result.out, arguments[-1])


def _parse(report: str, format_: str) -> None:
    """A report for programs is what they can read."""
    if format_ in ("json", "sarif"):
        json.loads(report)
    elif format_ == "junit":
        ET.fromstring(report)  # noqa: S314 - it is opsgen's own
