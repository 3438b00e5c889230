"""Journals are used only if this user's own build wrote them for this very folder."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import tempfile
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from emit.faults import killed_at
from emit.trees import check, codes, snapshot, text, touched, write
from opsgen.emit import FileChange
from opsgen.emit.signature import KEY, ForeignError, sign, verified

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")

DAG = text("dags/flights.py", "a = 1\n")
NEW_DAG = text("dags/flights.py", "a = 2\n")
FOREIGN = [("OUT112", ".opsgen/transaction/journal")]


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of this test alone, and no other place for keys."""
    folder = tmp_path / "state"
    folder.mkdir()
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    return folder


@pytest.fixture
def root(state: Path) -> Path:
    root = state.parent / "root"
    root.mkdir()
    return root


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Planted:
    """A transaction that a pull request adds, as its author would have to write it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".opsgen/transaction"
        self.folder.mkdir(parents=True)
        self.steps: list[list[str | None]] = []

    def put(self, path: str, content: bytes) -> None:
        file = self.root / path
        (self.folder / f"new-{len(self.steps)}").write_bytes(content)
        self.steps.append([path, digest(file.read_bytes()) if file.exists() else None, digest(content)])

    def remove(self, path: str) -> None:
        self.steps.append([path, digest((self.root / path).read_bytes()), None])

    def written(self, path: str) -> None:
        """To undo: as if the build had made the file."""
        self.steps.append([path, None, digest((self.root / path).read_bytes())])

    def put_back(self, path: str, content: bytes) -> None:
        """To undo: as if the build had replaced the file."""
        (self.folder / f"old-{len(self.steps)}").write_bytes(content)
        self.steps.append([path, digest(content), digest((self.root / path).read_bytes())])

    def commit(self, name: str, first_line: bytes) -> None:
        fields = {"steps": self.steps, "made_folders": [], "records": [], "projects": ["shop", "shop"]}
        (self.folder / name).write_bytes(first_line + json.dumps(fields).encode())


FIRST_LINES = (b"", b"-" * 64 + b"\n", b"0" * 64 + b"\n", b"\n", b"\xff\n")


@pytest.mark.parametrize("first_line", FIRST_LINES)
@pytest.mark.parametrize("name", ["journal", "journal.undo"])
@pytest.mark.parametrize("has_key", [False, True])
def test_a_journal_that_came_with_a_checkout_is_never_used(
    root: Path, name: str, first_line: bytes, has_key: bool
) -> None:
    (root / ".github/workflows").mkdir(parents=True)
    (root / ".github/workflows/release.yml").write_text("name: mine\n")
    (root / "keep.txt").write_text("keep\n")
    if has_key:
        write([DAG], root)
    before = snapshot(root)
    planted = Planted(root)
    if name == "journal":
        planted.put(".github/workflows/release.yml", b"name: theirs\n")
        planted.put(".venv/lib/evil.pth", b"import os\n")
        planted.remove("keep.txt")
    else:
        planted.written("keep.txt")
        planted.put_back(".github/workflows/release.yml", b"name: theirs\n")
    planted.commit(name, first_line)
    attacked = touched(root)

    assert codes(write([NEW_DAG], root).diagnostics) == FOREIGN
    assert codes(check([NEW_DAG], root).diagnostics) == FOREIGN
    assert touched(root) == attacked

    change = FileChange.CHANGED if has_key else FileChange.WRITTEN
    assert write([NEW_DAG], root, force=True).changes == [(NEW_DAG.path, change)]
    after = {path: state for path, state in snapshot(root).items() if not path.startswith((".opsgen", "dags"))}
    assert after == {path: state for path, state in before.items() if not path.startswith((".opsgen", "dags"))}
    assert not (root / ".opsgen/transaction").exists()


def interrupted(root: Path) -> int:
    """Kill a build right after it has written its journal: the call at which that is."""
    write([DAG], root)
    number = 1
    while True:
        assert killed_at(number, lambda: write([NEW_DAG], root)), "no call left a journal"
        if (root / ".opsgen/transaction/journal").exists():
            return number
        write([DAG], root)
        number += 1


@needs_fork
def test_a_journal_of_one_s_own_is_completed(root: Path) -> None:
    interrupted(root)
    assert codes(check([NEW_DAG], root).diagnostics) == [("OUT111", ".opsgen/transaction/journal")]
    assert write([NEW_DAG], root).changes == [(NEW_DAG.path, FileChange.UNCHANGED)]


@needs_fork
def test_a_journal_of_another_folder_is_not_used(root: Path, tmp_path: Path) -> None:
    interrupted(root)
    copy, here = tmp_path / "copy", tmp_path / "moved"
    shutil.copytree(root, copy)
    assert codes(write([NEW_DAG], copy).diagnostics) == FOREIGN
    root.rename(here)
    assert codes(write([NEW_DAG], here).diagnostics) == FOREIGN
    shutil.copytree(here, root)
    assert codes(write([NEW_DAG], root).diagnostics) == FOREIGN, "same path, another folder"


@needs_fork
def test_a_journal_that_was_changed_is_not_used(root: Path) -> None:
    interrupted(root)
    journal = root / ".opsgen/transaction/journal"
    journal.write_bytes(journal.read_bytes().replace(b"dags/flights.py", b"dags/flight5.py"))
    assert codes(write([NEW_DAG], root).diagnostics) == FOREIGN


@needs_fork
@pytest.mark.parametrize("name", ["new-0", "old-0"])
def test_files_that_a_checkout_put_beside_one_s_own_journal_are_not_used(root: Path, name: str) -> None:
    interrupted(root)
    prepared = root / ".opsgen/transaction" / name
    prepared.unlink()
    prepared.write_text("theirs\n")
    for name_ in ("journal", "journal.undo"):
        journal = next((root / ".opsgen/transaction").glob("journal*"))
        journal.rename(journal.with_name(name_))
        before = touched(root)
        assert codes(write([NEW_DAG], root).diagnostics) == [("OUT111", ".opsgen/transaction/journal")]
        assert touched(root) == before


def test_a_seal_depends_on_the_text_the_folder_and_the_key(root: Path, state: Path, tmp_path: Path) -> None:
    sealed = sign(b"text", root)
    assert verified(sealed, root) == b"text"
    other = tmp_path / "other"
    other.mkdir()
    for text_, folder in ((sealed + b"!", root), (sealed, other), (b"text", root), (b"", root)):
        with pytest.raises(ForeignError):
            verified(text_, folder)
    (state / "opsgen" / KEY).write_bytes(b"k" * 32)
    with pytest.raises(ForeignError):
        verified(sealed, root)


def test_all_that_make_a_key_at_once_end_with_the_same(root: Path, state: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        sealed = list(pool.map(lambda number: sign(b"%d" % number, root), range(32)))
    assert [verified(each, root) for each in sealed] == [b"%d" % number for number in range(32)]
    assert [path.name for path in (state / "opsgen").iterdir()] == [KEY]


@posix
def test_the_key_is_for_the_user_alone(root: Path, state: Path) -> None:
    sign(b"", root)
    assert stat.S_IMODE((state / "opsgen").stat().st_mode) == 0o700
    assert stat.S_IMODE((state / "opsgen" / KEY).stat().st_mode) == 0o600
    assert [path.name for path in (state / "opsgen").iterdir()] == [KEY]


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o606, 0o644])
def test_a_key_that_others_can_read_is_replaced(root: Path, state: Path, mode: int) -> None:
    sealed = sign(b"text", root)
    (state / "opsgen" / KEY).chmod(mode)
    with pytest.raises(ForeignError):
        verified(sealed, root)
    assert verified(sign(b"text", root), root) == b"text"
    assert stat.S_IMODE((state / "opsgen" / KEY).stat().st_mode) == 0o600


@posix
@pytest.mark.parametrize("spoil", [lambda path: path.chmod(0o777), lambda path: path.rename(path.with_name("x"))])
def test_a_state_folder_that_others_can_write_is_not_used(
    root: Path, state: Path, spoil: Callable[[Path], object]
) -> None:
    sign(b"", root)
    spoil(state / "opsgen")
    if not (state / "opsgen").exists():
        (state / "opsgen").symlink_to("x")
    sign(b"text", root)
    [place] = (state.parent / "temporary").iterdir()
    assert place.name == f"opsgen-{os.getuid()}"
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert verified(sign(b"text", root), root) == b"text"


@needs_fork
def test_without_a_place_for_a_key_a_killed_build_is_told_and_nothing_is_used(
    root: Path, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in (state, state.parent / "temporary"):
        folder.rmdir()
        folder.write_text("no folder")
    monkeypatch.delenv("HOME", raising=False)
    assert sign(b"text", root) == b"-" * 64 + b"\ntext"
    interrupted(root)
    assert codes(write([NEW_DAG], root).diagnostics) == FOREIGN
    assert write([NEW_DAG], root, force=True).changes == [(NEW_DAG.path, FileChange.CHANGED)]


@pytest.mark.parametrize("where", [".", ".local/state", "sub/state"])
@pytest.mark.parametrize("is_git", [False, True])
@pytest.mark.parametrize("is_submodule", [False, True])
def test_a_key_that_may_have_come_with_the_checkout_is_not_used(
    state: Path, monkeypatch: pytest.MonkeyPatch, where: str, is_git: bool, is_submodule: bool
) -> None:
    """As where the home folder of a CI job is its checkout; a build may be of a folder in it."""
    checkout = state.parent / "checkout"
    root = checkout / "project" if is_git else checkout
    root.mkdir(parents=True)
    if is_git:
        (checkout / ".git").mkdir()
    if is_submodule:
        (root / ".git").write_text("gitdir: elsewhere\n")
    monkeypatch.setenv("XDG_STATE_HOME", str(checkout / where))
    key = checkout / where / "opsgen" / KEY
    key.parent.mkdir(mode=0o700, parents=True)
    key.write_bytes(b"k" * 32)
    key.chmod(0o600)
    sign(b"text", root)
    key.write_bytes(b"l" * 32)
    assert verified(sign(b"text", root), root) == b"text"
    assert len(list((state.parent / "temporary").iterdir())) == 1
