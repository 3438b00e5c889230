"""What is refused: at its place, with a remedy, and with nothing written or read that is not the project's."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

import pytest

from bad_inputs import credentials, names, paths, references, sql, structure, values, yaml_text
from bad_inputs.case import SPEC, Refused
from bad_inputs.program import lay_out
from emit.trees import touched

if TYPE_CHECKING:
    from pathlib import Path

    from bad_inputs.program import Program

KINDS = (structure, names, values, references, paths, sql, credentials)
CASES: list[Refused] = list(chain.from_iterable(kind.CASES for kind in KINDS))
REMEDY = re.compile(r"^ *= \S", re.MULTILINE)
SAYS_WHAT_IS_RIGHT = re.compile(r"error\[(LNG10[35789]|PLT10[1-8])\]")
"""Codes of single values: their messages say what would be right, and a remedy is added where one can be told."""


@pytest.fixture(params=["lint", "build"])
def command(request: pytest.FixtureRequest) -> list[str]:
    return [request.param, *(["--output", "../out"] if request.param == "build" else [])]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_it_is_refused_at_its_place(case: Refused, command: list[str], program: Program, tmp_path: Path) -> None:
    report = refused(case.files, command, program, tmp_path)
    first = next(line for line in report.splitlines() if ": error[" in line)
    place, _, code = first.partition(": error[")
    assert code.startswith(f"{case.code}]: ")
    assert place == case.here or (case.here is None and place.startswith(SPEC))
    assert case.there is None or re.search(rf"--> {re.escape(case.there)}$", report, re.MULTILINE)
    assert [words for words in case.said if words not in report] == []


@pytest.mark.parametrize("row", [row for row in yaml_text.BAD if row[2] != "SRC131"], ids=lambda row: row[0])
def test_text_that_is_no_spec_is_refused_at_its_place(
    row: tuple[str, str | bytes, str, int, int], program: Program, tmp_path: Path
) -> None:
    _, text, code, line, column = row
    report = refused({SPEC: text}, ["lint"], program, tmp_path)
    assert re.search(rf"^{SPEC}:{line}:{column}: error\[{code}\]: ", report, re.MULTILINE)
    assert refused({}, ["build", "--output", "../out"], program, tmp_path) == report


def refused(files: dict[str, object], command: list[str], program: Program, folder: Path) -> str:
    """What is said of a project that is refused, with all that holds of every one."""
    project, out = folder / "project", folder / "out"
    project.mkdir(exist_ok=True)
    out.mkdir(exist_ok=True)
    lay_out(files, project)  # type: ignore[arg-type]
    before = touched(folder)
    result = program.run(*command, folder=project, own=folder)
    assert (result.code, result.err, result.outside) == (1, "", [])
    assert touched(folder) == before
    assert REMEDY.search(result.out) or SAYS_WHAT_IS_RIGHT.search(result.out)
    assert not any(value in result.out for value in credentials.HIDDEN)
    assert "Traceback" not in result.out
    return result.out
