"""Drafts: complete files or none, and nothing that a killed process left."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import opsgen
from opsgen.emit.atomic_file import atomic_file, clear, created

STRAY = ".report.json.0123456789abcdef.new"
HOLDER = """\
import sys
from pathlib import Path
from opsgen.emit.atomic_file import draft_of
with draft_of(Path("report.json")) as draft:
    draft.write_text("half")
    print(draft.name, flush=True)
    sys.stdin.readline()
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_draft_becomes_the_file(tmp_path: Path) -> None:
    for content in ("first", "second"):
        with atomic_file(tmp_path / "report.json") as draft:
            draft.write_text(content)
        assert (tmp_path / "report.json").read_text() == content
    assert names(tmp_path) == ["report.json"]


def test_an_error_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text("old")

    def write() -> None:
        with atomic_file(tmp_path / "report.json") as draft:
            draft.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write()
    assert (tmp_path / "report.json").read_text() == "old"
    assert names(tmp_path) == ["report.json"]


def test_a_file_is_as_open_to_others_as_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("")
    with atomic_file(tmp_path / "report.json") as draft:
        draft.write_text("new")
    assert stat.S_IMODE((tmp_path / "report.json").stat().st_mode) == stat.S_IMODE((tmp_path / "other").stat().st_mode)


@pytest.mark.skipif(os.name == "nt", reason="on Windows nobody can tell whose a draft is")
def test_what_a_killed_process_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    kept = [
        ".other.json.0123456789abcdef.new",
        ".report.json.0123456789abcde.new",
        ".report.json.new",
        f"{STRAY}.yaml",
        "report.json.new",
    ]
    for name in (STRAY, *kept):
        (tmp_path / name).write_text("half")
    folder, link = ".report.json.aaaaaaaaaaaaaaaa.new", ".report.json.bbbbbbbbbbbbbbbb.new"
    (tmp_path / folder).mkdir()
    (tmp_path / link).symlink_to(tmp_path / "report.json.new")
    with atomic_file(tmp_path / "report.json") as draft:
        draft.write_text("new")
    assert names(tmp_path) == sorted(["report.json", *kept, folder, link])


@pytest.mark.skipif(os.name == "nt", reason="on Windows nobody can tell whose a draft is")
def test_the_draft_of_a_process_that_lives_is_kept_until_it_is_killed(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(Path(opsgen.__file__).parents[1])}
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", HOLDER]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdin=pipe, stdout=pipe, text=True) as holder:
        assert holder.stdout
        other = holder.stdout.readline().strip()
        with atomic_file(tmp_path / "report.json") as draft:
            draft.write_text("new")
        assert names(tmp_path) == sorted([other, "report.json"])
        holder.kill()
        holder.wait()
    assert names(tmp_path) == sorted([other, "report.json"])
    clear(tmp_path / "report.json")
    assert names(tmp_path) == ["report.json"]


@pytest.mark.parametrize("links", [True, False])
def test_what_is_created_replaces_nothing(links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not links:

        def no_links(*_: object, **__: object) -> None:
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))

        monkeypatch.setattr(os, "link", no_links)
    with created(tmp_path / "report.json") as draft:
        draft.write_text("first")
    with pytest.raises(FileExistsError), created(tmp_path / "report.json") as draft:
        raise AssertionError("nothing is to be written")

    def write_late() -> None:
        with created(tmp_path / "late") as draft:
            draft.write_text("second")
            (tmp_path / "late").write_text("somebody else's")

    with pytest.raises(FileExistsError):
        write_late()
    assert (tmp_path / "report.json").read_text() == "first"
    assert (tmp_path / "late").read_text() == "somebody else's"
    assert names(tmp_path) == ["late", "report.json"]


def test_a_folder_that_is_not_there_is_told_by_the_name_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as error, atomic_file(tmp_path / "gone" / "report.json"):
        raise AssertionError("nothing is to be written")
    assert error.value.filename == str(tmp_path / "gone" / "report.json")
