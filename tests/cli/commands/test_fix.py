"""What `lint --fix` writes or shows, and what it says of that."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from opsgen.cli.commands.fix import fix
from opsgen.compile.pipeline import analyse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.compile.pipeline import Analysis

BAD = """\
version: 1
project: {name: flights, owner: ml}
include: [lake.yaml]
datasets:
  flights:  # all of them
    descripton: Every flight.
    source: {connection: lake, path: flights.csv}
    columns: {origin: {type: String, required: yes}}
"""
SAFE = BAD.replace("String", "string").replace("yes}}", "true}}")
GOOD = SAFE.replace("descripton", "description")
LAKE = "connections: {lake: {type: Files, root: data}}"
GOOD_LAKE = "connections: {lake: {type: files, root: data}}"


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "opsgen.yaml").write_text(BAD)
    (tmp_path / "lake.yaml").write_text(LAKE)
    monkeypatch.chdir(tmp_path)
    return (tmp_path / "opsgen.yaml").relative_to(tmp_path)


def read(spec: Path) -> tuple[str, str]:
    return spec.read_text(), spec.with_name("lake.yaml").read_text()


def test_what_is_safe_is_written_and_what_remains_is_known(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outcome = fix(spec)
    assert read(spec) == (SAFE, GOOD_LAKE)
    assert outcome.code == 0
    assert [each.code for each in outcome.analysis.diagnostics if each.severity == "error"] == ["LNG101"]
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.splitlines() == [
        "lake.yaml:1:28: fixed LNG104: write `files`",
        "opsgen.yaml:8:30: fixed LNG104: write `string`",
        "opsgen.yaml:8:48: fixed LNG103: write `true`",
        "fixed 3 problems in 2 files",
    ]


def test_the_rest_is_written_if_asked_for(spec: Path) -> None:
    outcome = fix(spec, unsafe=True)
    assert read(spec) == (GOOD, GOOD_LAKE)
    assert not outcome.analysis.failed


def test_what_could_not_be_mended_is_not_promised_again(spec: Path) -> None:
    spec.write_text(BAD.replace("flights:  #", "flights: &flights  #") + "  late: *flights\n")
    (promised,) = [each for each in fix(spec).analysis.diagnostics if each.code == "LNG101"]
    assert promised.fix
    (left,) = [each for each in fix(spec, unsafe=True).analysis.diagnostics if each.code == "LNG101"]
    assert left.fix is None


def test_where_nothing_can_be_mended_nothing_is_said(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fix(spec, unsafe=True)
    capsys.readouterr()
    assert fix(spec).code == 0
    assert capsys.readouterr() == ("", "")


def test_a_diff_writes_nothing_and_git_applies_it(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outcome = fix(spec, diff=True, unsafe=True)
    assert outcome.code == 1
    assert not outcome.analysis.failed
    assert read(spec) == (BAD, LAKE)
    shown = capsys.readouterr()
    assert shown.err.splitlines()[-1] == "would fix 4 problems in 2 files"
    subprocess.run(["git", "apply"], input=shown.out, text=True, check=True)
    assert read(spec) == (GOOD, GOOD_LAKE)
    assert fix(spec, diff=True).code == 0


def test_a_diff_of_lines_of_windows_can_be_applied(spec: Path, capfd: pytest.CaptureFixture[str]) -> None:
    spec.write_bytes(BAD.replace("\n", "\r\n").encode())
    fix(spec, diff=True, unsafe=True)
    shown = capfd.readouterr()
    assert "cannot be applied" not in shown.err
    subprocess.run(["git", "apply"], input=shown.out.encode(), check=True)
    assert spec.read_bytes() == GOOD.replace("\n", "\r\n").encode()


def test_a_diff_with_what_cannot_be_seen_says_so(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec.write_text(BAD.replace("all of them", "all\u2028of them"), encoding="utf-8")
    fix(spec, diff=True)
    shown = capsys.readouterr()
    assert "# all\\u{2028}of them" in shown.out
    assert shown.err.startswith("opsgen: invisible characters are escaped, so this patch cannot be applied\n")


def test_secrets_are_not_shown(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec.write_text(f"{BAD}connections: {{db: {{type: postgres, password: hunter22}}}}\n")
    fix(spec, diff=True)
    shown = capsys.readouterr()
    assert "+    columns: {origin: {type: string" in shown.out
    assert "hunter22" not in shown.out + shown.err
    assert "cannot be applied" in shown.err


def test_only_what_is_looked_for_is_mended(spec: Path) -> None:
    def only_types(spec: Path, overrides: Mapping[Path, bytes]) -> Analysis:
        analysis = analyse(spec, overrides)
        return analysis._replace(diagnostics=[each for each in analysis.diagnostics if each.code == "LNG103"])

    fix(spec, analyse=only_types)
    assert read(spec) == (BAD.replace("yes}}", "true}}"), LAKE)


def test_a_file_that_cannot_be_written_is_said(
    spec: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    outcome = fix(spec)
    assert read(spec) == (BAD, LAKE)
    assert outcome.code == 1
    assert outcome.analysis.failed
    assert capsys.readouterr().err == "opsgen: nothing was fixed: No space left on device\n"
    assert sorted(path.name for path in spec.parent.iterdir()) == ["lake.yaml", "opsgen.yaml"]


def test_a_file_that_is_read_only_is_named(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("lake.yaml").chmod(0o444)
    assert fix(spec).code == 1
    assert read(spec) == (BAD, LAKE)
    assert capsys.readouterr().err == "opsgen: nothing was fixed: lake.yaml: Permission denied\n"


@pytest.mark.parametrize("name", ["opsgen.yaml", "lake.yaml"])
def test_what_is_a_link_out_of_the_project_is_not_fixed(spec: Path, tmp_path: Path, name: str) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    for each in ("opsgen.yaml", "lake.yaml"):
        if each == name:
            (inner / each).symlink_to(tmp_path / each)
        else:
            (inner / each).write_bytes((tmp_path / each).read_bytes())
    fix(inner / spec, unsafe=True)
    assert (tmp_path / "opsgen.yaml").read_text() == BAD
    assert (tmp_path / "lake.yaml").read_text() == LAKE
    assert (inner / name).is_symlink()
