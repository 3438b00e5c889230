"""What is named on the command line: a spec that is none, and an output folder that must not be one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bad_inputs.case import SOUND, SPEC, Content, Link, Pipe
from bad_inputs.program import lay_out
from emit.trees import touched

if TYPE_CHECKING:
    from bad_inputs.program import Program, Result

NO_SPECS: list[tuple[str, dict[str, Content], str, int, str]] = [
    # what it is, the files, the argument, the exit code, what is said
    ("a missing path", {}, "missing.yaml", 2, "there is no spec missing.yaml"),
    ("a path in a missing folder", {}, "no/such.yaml", 2, "there is no spec no/such.yaml"),
    ("a path in a file", {}, f"{SPEC}/x", 2, f"there is no spec {SPEC}/x"),
    ("a glob that matches nothing", {}, "*.specs", 2, "there is no spec *.specs"),
    ("a folder without a spec", {"other/x": ""}, "other", 2, "there is no spec other/opsgen.yaml"),
    ("a link to nowhere", {"x.yaml": Link("gone.yaml")}, "x.yaml", 2, "there is no spec x.yaml"),
    ("a link to itself", {"x.yaml": Link("x.yaml")}, "x.yaml", 2, "there is no spec x.yaml"),
    ("a name that is too long", {}, f"{'x' * 300}.yaml", 2, "there is no spec"),
    ("a pipe", {"x.yaml": Pipe()}, "x.yaml", 1, "error[SRC102]: `x.yaml` is a pipe"),
    ("a device", {}, "/dev/zero", 1, "error[SRC102]: `/dev/zero` is a device"),
    ("a device by a link", {"x.yaml": Link("/dev/zero")}, "x.yaml", 1, "error[SRC142]: `x.yaml` is a link"),
    ("a huge file", {"x.yaml": b"a: 1\n" * (4 << 20)}, "x.yaml", 1, "error[SRC104]: this file is larger than 16 MiB"),
]
NO_OUTPUTS: list[tuple[str, dict[str, Content], str | None, str, str]] = [
    # what it is, the files, the output folder, the code, what is said
    ("the root", {}, "/", "OUT101", "the root of the file system"),
    ("git's folder", {".git/HEAD": ""}, ".git", "OUT101", "inside `.git`"),
    ("a folder in git's folder", {".git/HEAD": ""}, ".git/hooks", "OUT101", "inside `.git`"),
    ("git's folder in upper case", {".GIT/HEAD": ""}, ".GIT", "OUT101", "inside `.git`"),
    ("the spec", {}, SPEC, "OUT101", "is not a folder"),
    ("a file", {"x": "mine\n"}, "x", "OUT101", "is not a folder"),
    ("an output that is a link", {"dags": Link("/tmp")}, None, "OUT104", "link"),
    ("an output that is a link in the project", {"x/y": "", "dags": Link("x")}, None, "OUT104", "link"),
    ("an output that is a file", {"dags": "mine\n"}, None, "OUT105", "`dags`"),
    ("an output that is a pipe", {"deploy": Pipe()}, None, "OUT105", "`deploy`"),
    (
        "a file that opsgen did not write",
        {"dags/dev/dataset_flights.py": "mine\n"},
        None,
        "OUT107",
        "`dags/dev/dataset_flights.py` was not written by opsgen",
    ),
]


@pytest.mark.parametrize("command", ["lint", "build"])
@pytest.mark.parametrize("row", NO_SPECS, ids=lambda row: row[0])
def test_what_is_no_spec_is_refused(
    row: tuple[str, dict[str, Content], str, int, str], command: str, program: Program, tmp_path: Path
) -> None:
    _, files, argument, code, said = row
    lay_out({SPEC: SOUND} | files, tmp_path)
    before = touched(tmp_path)
    result = program.run(command, argument, folder=tmp_path)
    assert touched(tmp_path) == before
    assert (result.code, result.outside) == (code, [])
    report = (result.err if code == 2 else result.out).splitlines()
    assert said in report[0]
    assert "no problems" not in result.out
    assert code == 2 or any(line.startswith(("  = ", " = ")) for line in report)


def test_a_spec_that_is_missing_is_no_success_beside_one_that_is_there(program: Program, tmp_path: Path) -> None:
    lay_out({SPEC: SOUND}, tmp_path)
    assert program.run("lint", SPEC, "missing.yaml", folder=tmp_path).code == 2


def test_one_bad_spec_does_not_keep_others_from_being_judged(program: Program, tmp_path: Path) -> None:
    files = {"bad/opsgen.yaml": "- a\n", "worse/opsgen.yaml": b"\xff", "good/opsgen.yaml": SOUND}
    lay_out(files, tmp_path)
    result = program.run("lint", *files, folder=tmp_path)
    assert result.code == 1
    assert "bad/opsgen.yaml:1:1: error[SRC117]" in result.out
    assert "worse/opsgen.yaml:1:1: error[SRC105]" in result.out
    assert "good/opsgen.yaml: no problems" in result.out


def test_all_mistakes_are_told_in_their_order(program: Program, tmp_path: Path) -> None:
    columns = "".join(f"      c{number}: {{type: varchar}}\n" for number in range(300))
    lay_out({SPEC: SOUND.replace("    columns:\n", f"    columns:\n{columns}", 1)}, tmp_path)
    result = program.run("lint", folder=tmp_path)
    lines = [int(line.split(":")[1]) for line in result.out.splitlines() if "error[LNG104]" in line]
    assert len(lines) == 300
    assert lines == sorted(lines)
    assert result.out.endswith("300 errors\n")


@pytest.mark.parametrize("row", NO_OUTPUTS, ids=lambda row: row[0])
@pytest.mark.parametrize("forced", [False, True], ids=["", "forced"])
def test_what_must_not_be_written_to_is_left(
    row: tuple[str, dict[str, Content], str | None, str, str], forced: bool, program: Program, tmp_path: Path
) -> None:
    _, files, output, code, said = row
    if forced and code == "OUT107":
        pytest.skip("such a file is what --force is for")
    lay_out({SPEC: SOUND, "requirements.txt": ""} | files, tmp_path)
    before = touched(tmp_path)
    options = [*(["--output", output] if output else []), *(["--force"] if forced else [])]
    result = program.run("build", *options, folder=tmp_path)
    assert touched(tmp_path) == before
    assert result.code == 1
    _is_said(result, code, said)


def test_no_link_leads_a_build_into_gits_folder(program: Program, tmp_path: Path) -> None:
    lay_out({SPEC: SOUND, "requirements.txt": "", ".git/HEAD": "", "x": Link(".git")}, tmp_path)
    before = touched(tmp_path)
    result = program.run("build", "--output", "x", folder=tmp_path)
    assert touched(tmp_path) == before
    assert (result.code, result.out) == (2, "")
    assert "`.git`" in result.err


def test_a_file_that_was_edited_since_is_kept_and_named(program: Program, tmp_path: Path) -> None:
    lay_out({SPEC: SOUND}, tmp_path)
    assert program.run("build", folder=tmp_path).code == 0
    edited = tmp_path / "dags/dev/dataset_flights.py"
    edited.write_text("mine\n", encoding="utf-8")
    (tmp_path / SPEC).write_text(SOUND.replace("All flights.", "Each flight."), encoding="utf-8")
    before = touched(tmp_path)
    result = program.run("build", folder=tmp_path)
    assert touched(tmp_path) == before
    assert result.code == 1
    _is_said(result, "OUT106", "`dags/dev/dataset_flights.py`")


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs the files of processes")
def test_a_spec_from_a_pipe_of_the_shell_is_no_hang(program: Program, tmp_path: Path) -> None:
    reader, writer = os.pipe()
    try:
        result = program.run("lint", f"/proc/{os.getpid()}/fd/{reader}", folder=tmp_path)
    finally:
        os.close(reader)
        os.close(writer)
    assert result.code in (1, 2)


def _is_said(result: Result, code: str, said: str) -> None:
    first = result.out.splitlines()[0]
    assert f"error[{code}]: " in first
    assert said in first
    assert "\n  = " in result.out
    assert result.out.endswith("nothing was written\n")
