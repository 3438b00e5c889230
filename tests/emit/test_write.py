from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from emit.trees import check, codes, snapshot, text, touched, write
from opsgen.emit import FileChange, OutputFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DAG = text("dags/flights.py", "schedule = 1\n")
CI = text(".github/workflows/ci.yml", "name: ci\n")
NEW_DAG = text("dags/flights.py", "schedule = 2\n")


def test_the_first_build_writes_everything_and_records_it(tmp_path: Path) -> None:
    result = write([DAG, CI], tmp_path)

    assert result.diagnostics == []
    assert result.changes == [(".github/workflows/ci.yml", FileChange.WRITTEN), ("dags/flights.py", FileChange.WRITTEN)]
    assert (tmp_path / DAG.path).read_bytes() == DAG.content
    assert (tmp_path / ".opsgen/manifest").read_text() == (
        "# What `opsgen build` wrote. Do not edit: it tells edited files from its own by these digests.\n"
        "# project: shop\n"
        "b94b7eb4b1d9a9b2d2a26f27a6a6e3b0  .github/workflows/ci.yml\n"
        "x  dags/flights.py\n"
    ).replace("b94b7eb4b1d9a9b2d2a26f27a6a6e3b0", CI.digest).replace("x  ", f"{DAG.digest}  ")
    assert [path.name for path in (tmp_path / ".opsgen").iterdir()] == ["manifest"]


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="needs coreutils")
def test_sha256sum_understands_the_manifest(tmp_path: Path) -> None:
    write([DAG, CI], tmp_path)
    subprocess.run(["sha256sum", "--check", "--strict", ".opsgen/manifest"], cwd=tmp_path, check=True)


def test_a_second_build_touches_nothing(tmp_path: Path) -> None:
    write([DAG, CI], tmp_path)
    before = touched(tmp_path)

    result = write([CI, DAG], tmp_path)

    assert [change for _, change in result.changes] == [FileChange.UNCHANGED, FileChange.UNCHANGED]
    assert touched(tmp_path) == before


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    write([DAG, CI], tmp_path)
    before = (tmp_path / CI.path).stat()

    result = write([NEW_DAG, CI], tmp_path)

    assert result.changes == [(CI.path, FileChange.UNCHANGED), (DAG.path, FileChange.CHANGED)]
    assert (tmp_path / DAG.path).read_bytes() == NEW_DAG.content
    after = (tmp_path / CI.path).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_bytes_land_as_they_are(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbfa\r\nb\rc\n\x00\xff\x1a no newline"
    write([OutputFile("odd.bin", content), OutputFile("empty", b"")], tmp_path)
    assert (tmp_path / "odd.bin").read_bytes() == content
    assert (tmp_path / "empty").read_bytes() == b""


def test_what_the_spec_no_longer_yields_goes_with_its_folders(tmp_path: Path) -> None:
    deep = text("deploy/prod/base/service.yaml", "kind: Service\n")
    write([DAG, CI, deep], tmp_path)
    (tmp_path / "dags/mine.py").write_text("pass")

    result = write([CI], tmp_path)

    assert result.changes == [
        (CI.path, FileChange.UNCHANGED),
        (DAG.path, FileChange.REMOVED),
        (deep.path, FileChange.REMOVED),
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".github", ".opsgen", "dags"]
    assert [path.name for path in (tmp_path / "dags").iterdir()] == ["mine.py"]


def test_nothing_remains_where_nothing_is_owned(tmp_path: Path) -> None:
    write([DAG, CI], tmp_path)
    assert write([], tmp_path).diagnostics == []
    assert snapshot(tmp_path) == {}
    write([], tmp_path)
    assert snapshot(tmp_path) == {}


def test_the_output_folder_is_made_only_when_it_is_used(tmp_path: Path) -> None:
    root = tmp_path / "a/b"
    write([], root)
    assert snapshot(tmp_path) == {}
    write([text("c" * 255, "")], root)
    assert (root / ("c" * 255)).exists()


def test_a_deleted_file_comes_back(tmp_path: Path) -> None:
    write([DAG], tmp_path)
    (tmp_path / DAG.path).unlink()
    assert write([DAG], tmp_path).changes == [(DAG.path, FileChange.WRITTEN)]
    assert (tmp_path / DAG.path).exists()


def test_an_orphan_that_is_gone_already_is_forgotten(tmp_path: Path) -> None:
    write([DAG, CI], tmp_path)
    (tmp_path / DAG.path).unlink()
    assert write([CI], tmp_path).changes == [(CI.path, FileChange.UNCHANGED)]
    assert DAG.path not in (tmp_path / ".opsgen/manifest").read_text()


def test_equal_foreign_files_are_adopted(tmp_path: Path) -> None:
    (tmp_path / "dags").mkdir()
    (tmp_path / DAG.path).write_bytes(DAG.content)

    assert write([DAG], tmp_path).changes == [(DAG.path, FileChange.UNCHANGED)]
    assert write([NEW_DAG], tmp_path).changes == [(DAG.path, FileChange.CHANGED)]


def test_every_edited_and_foreign_file_is_refused_by_name_and_nothing_is_written(tmp_path: Path) -> None:
    orphan, other = text("old.py", "1\n"), text("other.py", "1\n")
    write([DAG, orphan, other], tmp_path)
    (tmp_path / DAG.path).write_text("schedule = 3\n")
    (tmp_path / orphan.path).write_text("2\n")
    (tmp_path / "foreign.py").write_text("mine\n")
    before = snapshot(tmp_path)

    result = write([NEW_DAG, text("foreign.py", "1\n"), text("other.py", "2\n"), CI], tmp_path)

    assert codes(result.diagnostics) == [("OUT106", DAG.path), ("OUT107", "foreign.py"), ("OUT108", "old.py")]
    assert [found.message for found in result.diagnostics] == [
        "`dags/flights.py` was edited since opsgen wrote it",
        "`foreign.py` was not written by opsgen",
        "`old.py` is no longer in the spec, but was edited since opsgen wrote it",
    ]
    assert result.changes == []
    assert snapshot(tmp_path) == before


def test_force_overwrites_and_removes_them(tmp_path: Path) -> None:
    orphan = text("old.py", "1\n")
    write([DAG, orphan], tmp_path)
    (tmp_path / DAG.path).write_text("schedule = 3\n")
    (tmp_path / orphan.path).write_text("2\n")
    (tmp_path / "foreign.py").write_text("mine\n")

    result = write([DAG, text("foreign.py", "1\n")], tmp_path, force=True)

    assert result.diagnostics == []
    assert result.changes == [
        (DAG.path, FileChange.CHANGED),
        ("foreign.py", FileChange.CHANGED),
        ("old.py", FileChange.REMOVED),
    ]
    assert set(snapshot(tmp_path)) == {".opsgen", ".opsgen/manifest", "dags", DAG.path, "foreign.py"}
    assert (tmp_path / DAG.path).read_bytes() == DAG.content


def test_what_is_kept_stays_as_it_is_and_stays_owned(tmp_path: Path) -> None:
    prod, staging = text("deploy/prod.yaml", "1"), text("deploy/staging.yaml", "1")
    write([DAG, prod, staging], tmp_path)
    (tmp_path / staging.path).write_text("edited")

    result = write([NEW_DAG], tmp_path, keep=[prod.path, staging.path, "deploy/never-written.yaml"])

    assert result.diagnostics == []
    assert result.changes == [(DAG.path, FileChange.CHANGED)]
    assert check([NEW_DAG], tmp_path, keep=[prod.path, staging.path]).clean
    assert (tmp_path / staging.path).read_text() == "edited"
    assert codes(write([NEW_DAG, prod, staging], tmp_path).diagnostics) == [("OUT106", staging.path)]
    assert write([NEW_DAG], tmp_path, keep=[staging.path]).changes == [
        (DAG.path, FileChange.UNCHANGED),
        (prod.path, FileChange.REMOVED),
    ]


def test_an_edit_that_agrees_with_the_spec_is_no_edit(tmp_path: Path) -> None:
    write([DAG], tmp_path)
    (tmp_path / DAG.path).write_bytes(NEW_DAG.content)
    assert write([NEW_DAG], tmp_path).changes == [(DAG.path, FileChange.UNCHANGED)]
    assert write([DAG], tmp_path).changes == [(DAG.path, FileChange.CHANGED)]


@pytest.mark.parametrize("force", [False, True])
def test_links_are_never_written_through(tmp_path: Path, force: bool) -> None:
    elsewhere, root = tmp_path / "elsewhere", tmp_path / "root"
    (elsewhere / "inner").mkdir(parents=True)
    root.mkdir()
    (elsewhere / "flights.py").write_text("mine\n")
    (root / "dags").symlink_to(elsewhere)
    (root / "ci.yml").symlink_to(elsewhere / "flights.py")
    (root / "dangling").symlink_to("nowhere")
    (root / "loop").symlink_to("loop")
    paths = ["dags/flights.py", "dags/inner/x.py", "ci.yml", "dangling", "loop/x"]
    before = snapshot(tmp_path)

    result = write([text(path, "new\n") for path in paths], root, force=force)

    assert codes(result.diagnostics) == [("OUT104", name) for name in ("ci.yml", "dags", "dags", "dangling", "loop")]
    assert snapshot(tmp_path) == before


def test_links_that_took_the_place_of_a_written_folder_are_not_followed_to_orphans(tmp_path: Path) -> None:
    root = tmp_path / "root"
    write([DAG, CI], root)
    (root / "dags").rename(tmp_path / "moved")
    (root / "dags").symlink_to(tmp_path / "moved")

    assert write([CI], root, force=True).diagnostics == []
    assert (tmp_path / "moved/flights.py").exists()
    assert (root / "dags").is_symlink()


@pytest.mark.parametrize("force", [False, True])
def test_folders_files_and_pipes_in_the_way_are_refused(tmp_path: Path, force: bool) -> None:
    (tmp_path / "dags").write_text("a file")
    (tmp_path / "folder/inner").mkdir(parents=True)
    os.mkfifo(tmp_path / "pipe")
    before = {path: path.lstat().st_mode for path in tmp_path.rglob("*")}

    result = write([DAG, text("folder", ""), text("pipe", "")], tmp_path, force=force)

    assert codes(result.diagnostics) == [("OUT105", "dags"), ("OUT105", "folder"), ("OUT105", "pipe")]
    assert [found.message for found in result.diagnostics] == [
        "`dags/flights.py` cannot be written: `dags` is a file",
        "`folder` is a folder",
        "`pipe` is a device, a pipe or a socket",
    ]
    assert {path: path.lstat().st_mode for path in tmp_path.rglob("*")} == before


def test_a_folder_of_ours_gives_way_to_a_file_and_back(tmp_path: Path) -> None:
    inside, outside = [text("a/b/c", "1"), text("a/d", "2")], [text("a", "3")]
    for files in (inside, outside, inside):
        assert write(files, tmp_path).diagnostics == []
        written = {path: state for path, state in snapshot(tmp_path).items() if state and ".opsgen" not in path}
        assert written == {file.path: (file.content, False) for file in files}


def test_a_folder_with_other_files_does_not_give_way(tmp_path: Path) -> None:
    write([text("a/b/c", "1")], tmp_path)
    (tmp_path / "a/b/mine").touch()
    assert codes(write([text("a", "3")], tmp_path).diagnostics) == [("OUT105", "a")]
    assert (tmp_path / "a/b/c").exists()


def test_an_edited_file_does_not_give_way_to_a_folder(tmp_path: Path) -> None:
    write([text("a", "1")], tmp_path)
    (tmp_path / "a").write_text("mine")
    assert codes(write([text("a/b", "3")], tmp_path).diagnostics) == [("OUT108", "a")]
    assert (tmp_path / "a").read_text() == "mine"


@pytest.mark.parametrize(("old", "new"), [("a/B", "a/b"), ("A/b", "a/b"), ("A", "a/b")])
def test_a_file_that_only_changes_case_survives_where_case_is_not_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str
) -> None:
    def ignoring_case(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: str | Path, *arguments: Any, **options: Any) -> Any:
            spellings = {str(found).lower(): found for found in tmp_path.rglob("*")}
            return function(spellings.get(str(path).lower(), path), *arguments, **options)

        return call

    write([text(old, "1")], tmp_path)
    for name in ("lstat", "open", "unlink", "rmdir", "listdir"):
        monkeypatch.setattr(os, name, ignoring_case(getattr(os, name)))
    result = write([text(new, "1")], tmp_path)
    monkeypatch.undo()

    assert result.diagnostics == []
    assert (tmp_path / new).read_text() == "1"
    assert old not in snapshot(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
@pytest.mark.parametrize(
    ("umask", "modes"), [(0o022, [0o644, 0o755]), (0o077, [0o600, 0o700]), (0o002, [0o664, 0o775])]
)
def test_modes_follow_the_umask(tmp_path: Path, umask: int, modes: list[int]) -> None:
    before = os.umask(umask)
    try:
        write([text("plain", ""), OutputFile("script", b"", executable=True)], tmp_path)
    finally:
        os.umask(before)
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("plain", "script")] == modes


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_file_becomes_executable_and_plain_again(tmp_path: Path) -> None:
    for executable in (False, True, False):
        write([OutputFile("script", b"same", executable=executable)], tmp_path)
        assert bool((tmp_path / "script").stat().st_mode & stat.S_IXUSR) is executable
    before = touched(tmp_path)
    assert write([OutputFile("script", b"same")], tmp_path).changes == [("script", FileChange.UNCHANGED)]
    assert touched(tmp_path) == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_modes_do_not_count_where_everything_is_executable(tmp_path: Path) -> None:
    write([DAG], tmp_path)
    for path in (DAG.path, ".opsgen/manifest"):
        (tmp_path / path).chmod(0o777)
    assert write([DAG], tmp_path).changes == [(DAG.path, FileChange.UNCHANGED)]


@pytest.mark.parametrize("line", ["<<<<<<< HEAD", "abc  dags/x.py", f"{'0' * 64}  ../x", f"{'0' * 64} dags/x.py"])
def test_a_malformed_manifest_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    write([DAG], tmp_path)
    with (tmp_path / ".opsgen/manifest").open("a") as manifest:
        manifest.write(f"{line}\n")
    before = snapshot(tmp_path)

    [found] = write([NEW_DAG], tmp_path).diagnostics

    assert (found.code, found.span and found.span.line) == ("OUT109", 4)
    assert snapshot(tmp_path) == before
    assert write([NEW_DAG], tmp_path, force=True).diagnostics == []
    assert write([DAG], tmp_path).diagnostics == []


def test_a_path_that_the_manifest_lists_twice_is_refused(tmp_path: Path) -> None:
    write([DAG], tmp_path)
    with (tmp_path / ".opsgen/manifest").open("a") as manifest:
        manifest.write(f"{'0' * 64}  {DAG.path}\n")
    assert codes(write([DAG], tmp_path).diagnostics) == [("OUT109", ".opsgen/manifest")]


@pytest.mark.parametrize("path", [".opsgen", ".opsgen/manifest", ".opsgen/transaction", ".opsgen/transaction/journal"])
@pytest.mark.parametrize("force", [False, True])
def test_records_that_are_links_are_not_followed(tmp_path: Path, path: str, force: bool) -> None:
    root, elsewhere = tmp_path / "root", tmp_path / "elsewhere"
    (root / path).parent.mkdir(parents=True)
    elsewhere.mkdir()
    (root / path).symlink_to(elsewhere)
    result = write([DAG], root, force=force)
    assert {found.code for found in result.diagnostics} == {"OUT104"}
    assert not (root / DAG.path).exists()
    assert snapshot(elsewhere) == {}


def test_an_output_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    assert codes(write([DAG], tmp_path / "out").diagnostics) == [("OUT101", "")]
    assert codes(write([DAG], tmp_path / "out/inner").diagnostics) == [("OUT110", "")]


@pytest.mark.skipif(sys.platform == "win32", reason="the command is a POSIX one")
def test_a_name_that_the_file_system_refuses_is_no_traceback(tmp_path: Path) -> None:
    long = "/".join(["d" * 200] * 30)
    assert codes(write([text(long, "")], tmp_path).diagnostics) == [("OUT110", "")]
    assert snapshot(tmp_path) == {}
