from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from opsgen.cli.app import run
from program import opsgen

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """\
version: 1
project: {name: flights, owner: ml, image: {repository: ghcr.io/example/flights}}
connections: {lake: {type: files, root: data}}
datasets:
  flights:
    description: Every flight.
    source: {connection: lake, path: flights.csv}
    columns: {origin: {type: string, required: true, references: airports.code}}
"""
CLEAN = SPEC.replace(", references: airports.code", "")
WARNED = CLEAN.replace("    description: Every flight.\n", "")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "opsgen.yaml").write_text(SPEC, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("project")
def test_a_format_for_programs_is_all_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lint", "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert [each["code"] for each in document["diagnostics"]] == ["REF103"]


def test_several_specs_make_one_report(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "other.yaml").write_text(SPEC, encoding="utf-8")
    assert run(["lint", "--format", "sarif", "opsgen.yaml", "other.yaml"]) == 1
    assert len(json.loads(capsys.readouterr().out)["runs"][0]["results"]) == 2


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("options", "code", "shown"),
    [
        (["--select", "REF"], 1, True),
        (["--select", "ref103,SQL101"], 1, True),
        (["--select", "SQL"], 0, False),
        (["--ignore", "REF103"], 0, False),
        (["--select", "REF", "--ignore", "REF103"], 0, False),
        (["--ignore", "SQL", "--ignore", "K8S"], 1, True),
    ],
)
def test_only_selected_codes_are_shown_and_count(
    options: list[str], code: int, shown: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["lint", *options]) == code
    assert ("error[REF103]" in capsys.readouterr().out) is shown


def test_what_the_project_ignores_is_selected_too(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "opsgen.yaml").write_text(WARNED + "lint: {ignore: [DAT101]}\n", encoding="utf-8")
    for options, codes in ((["--select", "DAT"], ["DAT101"]), (["--select", "SQL"], []), (["--ignore", "DAT101"], [])):
        run(["lint", "--format", "json", *options])
        ignored = json.loads(capsys.readouterr().out)["ignored"]
        assert [each["diagnostic"]["code"] for each in ignored] == codes


@pytest.mark.usefixtures("project")
def test_a_code_that_there_is_not_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lint", "--select", "RFE103"]) == 2
    assert capsys.readouterr().err == "opsgen: there is no code 'RFE103'; did you mean `REF103`?\n"


def test_statistics_count_codes(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = SPEC + "    quality: [{not_null: {column: orgin}}, {not_null: {column: dset}}]\n"
    (project / "opsgen.yaml").write_text(more, encoding="utf-8")
    assert run(["lint", "--statistics"]) == 1
    assert capsys.readouterr().out == "2 REF104 error   unknown-column\n1 REF103 error   unknown-dataset\n"


def test_a_warning_alone_is_no_failure_unless_the_project_says_so(project: Path) -> None:
    (project / "opsgen.yaml").write_text(WARNED, encoding="utf-8")
    assert run(["lint", "--select", "DAT101"]) == 0
    (project / "opsgen.yaml").write_text(WARNED + "lint: {severity: {DAT101: error}}\n", encoding="utf-8")
    assert run(["lint", "--select", "DAT101"]) == 1


def test_a_spec_comes_in_through_stdin_in_the_place_of_a_file(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "part.yaml").write_text("teams: {ml: {}}\n", encoding="utf-8")
    text = f"{SPEC}include: part.yaml\n".encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
    assert run(["lint", "-", "--stdin-filename", "draft.yaml", "--format", "concise"]) == 1
    assert capsys.readouterr().out.startswith("draft.yaml:8:66: error[REF103]: ")


@pytest.mark.usefixtures("project")
def test_the_name_of_stdin_is_one_of_a_spec(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lint", "-", "--stdin-filename", "a b.yaml"]) == 2
    assert "rename 'a b.yaml'" in capsys.readouterr().err
    for folder in ("", ".", "..", "specs/"):
        assert run(["lint", "-", "--stdin-filename", folder]) == 2
        assert "names no file" in capsys.readouterr().err


def test_changed_files_are_judged_by_the_specs_of_their_projects(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inner = project / "apps" / "inner"
    inner.mkdir(parents=True)
    (inner / "opsgen.yaml").write_text(WARNED, encoding="utf-8")
    changed = ["specs/part.yaml", "apps/inner/sql/a.sql", "apps/inner/sql/b.sql", "apps/notes.yaml"]
    assert run(["lint", "--changed", "--format", "junit", *changed]) == 1
    suites = [line for line in capsys.readouterr().out.splitlines() if "<testsuite " in line]
    assert [suite.split('"')[1] for suite in suites] == ["opsgen.yaml", "apps/inner/opsgen.yaml"]
    (project / "opsgen.yaml").unlink()
    assert run(["lint", "--changed", "apps/notes.yaml"]) == 0


def test_changed_files_elsewhere_belong_to_no_project_here(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = project / "apps" / "inner"
    inner.mkdir(parents=True)
    (inner / "opsgen.yaml").write_text(WARNED, encoding="utf-8")
    monkeypatch.chdir(inner)
    for changed, spec in {
        "../../a.yaml": "../../opsgen.yaml",
        "../../../elsewhere/a.yaml": None,
        "sql/../b.sql": "opsgen.yaml",
        "a/b/../../c.sql": "opsgen.yaml",
    }.items():
        run(["lint", "--changed", "--format", "json", changed])
        assert json.loads(capsys.readouterr().out)["specs"] == ([spec] if spec else [])


@pytest.mark.parametrize(
    "options",
    [
        ["-", "opsgen.yaml"],
        ["-", "--changed"],
        ["-", "--all"],
        ["--all", "opsgen.yaml"],
        ["--all", "--changed"],
        ["--since", "main"],
        ["--since", "main", "--changed", "opsgen.yaml"],
        ["-", "--fix"],
        ["-", "--watch"],
        ["--stdin-filename", "opsgen.yaml"],
        ["--watch", "--fix"],
        ["--statistics", "--format", "json"],
        ["--diff", "--format", "json"],
        ["--diff", "--statistics"],
    ],
)
@pytest.mark.usefixtures("project")
def test_what_does_not_go_together_is_a_usage_error(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lint", *options]) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err.count("\n")) == ("", 1)


MISSPELT = CLEAN.replace("type: files", "type: Files").replace("datasets:", "datsets:")


@pytest.mark.parametrize(
    ("options", "code", "mended"),
    [
        (["--fix"], 1, CLEAN.replace("datasets:", "datsets:")),
        (["--fix", "--unsafe-fixes"], 0, CLEAN),
        (["--fix", "--select", "SQL"], 0, MISSPELT),
        (["--diff"], 1, MISSPELT),
        (["--diff", "--select", "SQL"], 0, MISSPELT),
    ],
)
def test_it_mends_what_it_may_of_what_is_selected(options: list[str], code: int, mended: str, project: Path) -> None:
    spec = project / "opsgen.yaml"
    spec.write_text(MISSPELT, encoding="utf-8")
    assert run(["lint", *options]) == code
    assert spec.read_text(encoding="utf-8") == mended


def test_what_specs_share_is_in_a_patch_once(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for name in ("a.yaml", "b.yaml"):
        text = MISSPELT.replace("connections: {lake: {type: Files, root: data}}", "include: lake.yaml")
        (project / name).write_text(text, encoding="utf-8")
    (project / "lake.yaml").write_text("connections: {lake: {type: Files, root: data}}\n", encoding="utf-8")
    assert run(["lint", "--diff", "--unsafe-fixes", "a.yaml", "b.yaml"]) == 1
    subprocess.run(["git", "apply"], input=capfd.readouterr().out, text=True, check=True)
    assert run(["lint", "--diff", "--unsafe-fixes", "a.yaml", "b.yaml"]) == 0


def test_a_difference_is_all_there_is_on_standard_output(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "opsgen.yaml").write_text(MISSPELT, encoding="utf-8")
    assert run(["lint", "--diff", "--unsafe-fixes"]) == 1
    changed = [line for line in capsys.readouterr().out.splitlines() if line.startswith(("+", "-"))]
    assert changed[2:] == [
        "-connections: {lake: {type: Files, root: data}}",
        "-datsets:",
        "+connections: {lake: {type: files, root: data}}",
        "+datasets:",
    ]


def test_a_difference_says_beside_it_how_much_it_leaves(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "opsgen.yaml").write_text(MISSPELT, encoding="utf-8")
    assert run(["lint", "--diff"]) == 1
    out, err = capsys.readouterr()
    assert "+connections: {lake: {type: files, root: data}}\n" in out
    assert err.splitlines()[-2:] == [
        "would fix 1 problem in 1 file",
        "1 error would remain; `opsgen lint` shows them",
    ]


def test_it_writes_nothing_and_needs_no_terminal(project: Path) -> None:
    before = sorted(project.rglob("*"))
    for format_ in ("text", "concise", "json", "sarif", "github", "junit"):
        result = opsgen("lint", "--format", format_, folder=project, PYTHONIOENCODING="ascii")
        assert (result.returncode, result.stderr) == (1, "")
    assert sorted(project.rglob("*")) == before


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-16"])
def test_what_programs_read_is_utf_8_wherever_it_goes(project: Path, encoding: str) -> None:
    text = SPEC.replace("airports.code", '"aéroports☃😀.code"')
    (project / "opsgen.yaml").write_text(text, encoding="utf-8")
    said = "there is no dataset `aéroports☃😀`"
    for format_ in ("json", "sarif", "junit", "github"):
        shown = opsgen("lint", "--format", format_, folder=project, PYTHONIOENCODING=encoding).stdout
        assert said in shown
        if format_ in ("json", "sarif"):
            assert json.loads(shown)


@pytest.mark.parametrize("secret", ["ghp_0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX", "postgres://me:hunter2secret@db/x"])
def test_a_secret_in_the_stead_of_its_name_is_shown_in_no_form(
    secret: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    connection = f"{{type: postgres, host: a, database: b, user: c, password: {{secret: '{secret}'}}}}"
    text = SPEC.replace("connections: {", f"connections: {{warehouse: {connection}, ")
    (project / "opsgen.yaml").write_text(text, encoding="utf-8")
    for format_ in ("text", "concise", "json", "sarif", "github", "junit"):
        assert run(["lint", "--format", format_]) == 1
    run(["lint", "--diff", "--unsafe-fixes"])
    shown = capsys.readouterr()
    assert "PLT104" in shown.out
    assert not re.search("0ab1cd2|hunter2", shown.out + shown.err, re.IGNORECASE)


def test_watching_lints_again_when_a_file_changes(project: Path) -> None:
    command = [sys.executable, "-u", "-m", "opsgen", "lint", "--watch"]
    with subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
        assert process.stdout
        impatience = threading.Timer(600, process.kill)
        impatience.start()
        lines = iter(process.stdout.readline, "")
        assert any("error[REF103]" in line for line in lines)
        assert any("watching" in line for line in lines)
        (project / "opsgen.yaml").write_text(CLEAN, encoding="utf-8")
        assert any("no problems" in line for line in lines)
        process.send_signal(signal.SIGINT)
        assert process.wait() == 130
        impatience.cancel()
