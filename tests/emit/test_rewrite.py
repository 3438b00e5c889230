"""Files of the user's own are replaced all together, or not at all."""

from __future__ import annotations

import errno
import stat
from pathlib import Path

import pytest

from opsgen.emit.rewrite import Rewrite, rewrite
from opsgen.emit.transaction import EditedMeanwhileError


@pytest.fixture
def files(tmp_path: Path) -> list[Rewrite]:
    made = [Rewrite(tmp_path / name, b"old", name.encode()) for name in ("a.yaml", "b.yaml", "c.yaml")]
    for file in made:
        file.path.write_bytes(file.old)
        file.path.chmod(0o640)
    return made


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_all_files_are_replaced_and_keep_their_modes(files: list[Rewrite], tmp_path: Path) -> None:
    rewrite(files)
    assert contents(tmp_path) == {file.path.name: file.new for file in files}
    assert {stat.S_IMODE(file.path.stat().st_mode) for file in files} == {0o640}


def test_a_draft_that_a_crash_left_is_in_nobody_s_way(files: list[Rewrite], tmp_path: Path) -> None:
    (tmp_path / ".a.yaml.0123456789abcdef.new").write_bytes(b"half")
    rewrite(files)
    assert contents(tmp_path) == {file.path.name: file.new for file in files}


def test_a_file_that_was_edited_meanwhile_keeps_the_edit(files: list[Rewrite], tmp_path: Path) -> None:
    files[1].path.write_bytes(b"edited")
    with pytest.raises(EditedMeanwhileError):
        rewrite(files)
    assert contents(tmp_path) == {"a.yaml": b"old", "b.yaml": b"edited", "c.yaml": b"old"}


@pytest.mark.parametrize("failing", [0, 1, 2])
def test_where_one_cannot_be_replaced_none_is(
    failing: int, files: list[Rewrite], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, names = Path.replace, []

    def full(path: Path, target: Path) -> Path:
        names.append(path.name)
        if len(names) == failing + 1:
            raise OSError(errno.EIO, "Input/output error")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="Input/output"):
        rewrite(files)
    assert set(contents(tmp_path).values()) == {b"old"}
    assert {stat.S_IMODE(file.path.stat().st_mode) for file in files} == {0o640}


def test_a_folder_that_takes_no_files_keeps_its_own(files: list[Rewrite], tmp_path: Path) -> None:
    gone = Rewrite(tmp_path / "gone" / "d.yaml", b"", b"new")
    with pytest.raises(FileNotFoundError):
        rewrite([*files, gone])
    assert contents(tmp_path) == {file.path.name: b"old" for file in files}


def test_a_file_that_is_read_only_is_kept_with_the_others(files: list[Rewrite], tmp_path: Path) -> None:
    files[1].path.chmod(0o440)
    with pytest.raises(PermissionError) as error:
        rewrite(files)
    assert error.value.filename == str(files[1].path)
    assert contents(tmp_path) == {file.path.name: b"old" for file in files}
