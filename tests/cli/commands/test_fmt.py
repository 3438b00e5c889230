"""`opsgen fmt`: which files it lays out, what it says, and what it leaves."""

from __future__ import annotations

import io
import os
import stat
import sys
from pathlib import Path

import pytest

from opsgen.cli.app import run

LOOSE = "version:   1\ninclude: [more.yaml]\n"
TIDY = "version: 1\ninclude: [more.yaml]\n"
MORE = "teams:\n    ml: {}\n"
TIDY_MORE = "teams:\n  ml: {}\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "opsgen.yaml").write_text(LOOSE)
    (tmp_path / "more.yaml").write_text(MORE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(folder: Path) -> tuple[str, str]:
    return (folder / "opsgen.yaml").read_text(), (folder / "more.yaml").read_text()


def test_a_project_is_laid_out_with_what_it_includes(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fmt"]) == 0
    assert read(project) == (TIDY, TIDY_MORE)
    assert capsys.readouterr().out == "formatted opsgen.yaml\nformatted more.yaml\n2 formatted, 0 unchanged\n"
    assert run(["fmt"]) == 0
    assert capsys.readouterr().out == "0 formatted, 2 unchanged\n"


def test_of_files_that_are_named_those_are(project: Path) -> None:
    assert run(["fmt", "more.yaml", "./more.yaml"]) == 0
    assert read(project) == (LOOSE, TIDY_MORE)


def test_check_writes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fmt", "--check", "opsgen.yaml"]) == 1
    assert read(project) == (LOOSE, MORE)
    assert capsys.readouterr().out == "would format opsgen.yaml\n1 to format, 0 unchanged\n"
    (project / "opsgen.yaml").write_text(TIDY)
    assert run(["fmt", "--check", "opsgen.yaml"]) == 0


def test_diff_is_what_git_applies(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fmt", "--diff", "opsgen.yaml"]) == 1
    assert read(project) == (LOOSE, MORE)
    assert capsys.readouterr().out == (
        "diff --git a/opsgen.yaml b/opsgen.yaml\n--- a/opsgen.yaml\n+++ b/opsgen.yaml\n"
        "@@ -1,2 +1,2 @@\n-version:   1\n+version: 1\n include: [more.yaml]\n"
    )


def test_secrets_are_not_shown(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "opsgen.yaml").write_text("version:  1\nconnections: {a: {password: hunter22}}\n")
    assert run(["fmt", "--diff", "opsgen.yaml"]) == 1
    shown = capsys.readouterr()
    assert "hunter22" not in shown.out
    assert "cannot be applied" in shown.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes among files")
def test_what_is_included_and_cannot_be_read_is_told_and_the_rest_laid_out(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "opsgen.yaml").write_text(LOOSE.replace("more.yaml", "more.yaml, missing.yaml, pipe.yaml"))
    os.mkfifo(project / "pipe.yaml")
    assert run(["fmt"]) == 1
    assert read(project)[1] == TIDY_MORE
    shown = capsys.readouterr()
    assert "error[SRC101]: there is no file `missing.yaml`" in shown.out
    assert "error[SRC102]: `pipe.yaml` is a pipe" in shown.out
    assert "formatted more.yaml" in shown.out


def test_stdin_goes_to_stdout(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"version:   1\r\n")))
    assert run(["fmt", "-"]) == 0
    assert capsysbinary.readouterr().out == b"version: 1\r\n"


def test_stdin_stands_alone(project: Path) -> None:
    assert run(["fmt", "-", "opsgen.yaml"]) == 2
    assert read(project) == (LOOSE, MORE)


def test_what_cannot_be_read_is_said_and_the_rest_laid_out(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "opsgen.yaml").write_text("version: [1\n")
    assert run(["fmt", "opsgen.yaml", "more.yaml"]) == 1
    assert read(project)[1] == TIDY_MORE
    assert "opsgen.yaml:1:10: error[SRC112]" in capsys.readouterr().out


def test_what_has_no_known_layout_is_left(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "a:\n    ? b\n    : c\n"
    (project / "opsgen.yaml").write_text(text)
    assert run(["fmt", "opsgen.yaml"]) == 1
    assert read(project)[0] == text
    assert "left as it is" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_a_matter_of_usage(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fmt", "gone.yaml", "more.yaml"]) == 2
    assert read(project) == (LOOSE, MORE)
    assert capsys.readouterr().err == "opsgen: there is no file gone.yaml\n"


def test_links_and_modes_stay(project: Path) -> None:
    (project / "opsgen.yaml").rename(project / "real.yaml")
    (project / "real.yaml").chmod(0o640)
    (project / "opsgen.yaml").symlink_to("real.yaml")
    assert run(["fmt", "opsgen.yaml"]) == 0
    assert (project / "opsgen.yaml").is_symlink()
    assert (project / "real.yaml").read_text() == TIDY
    assert stat.S_IMODE((project / "real.yaml").stat().st_mode) == 0o640
    assert sorted(path.name for path in project.iterdir()) == ["more.yaml", "opsgen.yaml", "real.yaml"]


@pytest.fixture
def outside(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose spec and include are links out of it, beside the folder that they lead to."""
    other, inner = project / "other", project / "inner"
    other.mkdir()
    inner.mkdir()
    for name, text in (("opsgen.yaml", LOOSE), ("more.yaml", MORE)):
        (other / name).write_text(text)
    monkeypatch.chdir(inner)
    return other


@pytest.mark.parametrize("arguments", [[], ["."], ["opsgen.yaml"], ["--check"], ["--diff"]])
def test_a_spec_that_is_a_link_out_of_its_folder_is_refused(
    outside: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    Path("opsgen.yaml").symlink_to(outside / "opsgen.yaml")
    assert run(["fmt", *arguments]) == 1
    assert read(outside) == (LOOSE, MORE)
    shown = capsys.readouterr()
    assert "error[SRC142]: `opsgen.yaml` is a link that leads out of the project's folder" in shown.out
    assert "version:   1" not in shown.out


@pytest.mark.parametrize("link", ["more.yaml", "folder"])
def test_an_include_that_leads_out_of_the_project_is_left(outside: Path, link: str) -> None:
    path = "more.yaml" if link == "more.yaml" else "folder/more.yaml"
    Path("opsgen.yaml").write_text(LOOSE.replace("more.yaml", path))
    Path(link).symlink_to(outside / "more.yaml" if link == "more.yaml" else outside)
    run(["fmt"])
    assert read(outside) == (LOOSE, MORE)


def test_a_folder_that_is_itself_a_link_is_a_project_like_any_other(project: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(".")
    assert run(["fmt", "link"]) == 0
    assert read(project) == (TIDY, TIDY_MORE)


@pytest.mark.parametrize("folder", [".opsgen", ".git", "sub/.Git"])
def test_what_is_git_s_or_opsgen_s_own_is_left(project: Path, capsys: pytest.CaptureFixture[str], folder: str) -> None:
    (project / folder).mkdir(parents=True)
    (project / folder / "more.yaml").write_text(MORE)
    (project / "opsgen.yaml").write_text(LOOSE.replace("more.yaml", f"{folder}/more.yaml"))
    assert run(["fmt"]) == 1
    assert (project / folder / "more.yaml").read_text() == MORE
    assert f"{folder}/more.yaml is left as it is" in capsys.readouterr().err
