"""Disks that are really full and folders that are really read-only."""

from __future__ import annotations

import errno
import multiprocessing
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from emit.trees import check, codes, small_disk, snapshot, text, touched, write
from opsgen.emit import OutputFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OLD = [OutputFile(f"dags/{number}.py", b"old\n" * 3000) for number in range(6)] + [
    text("gone/x", "old"),
    text("kept", "same"),
]
NEW = [OutputFile(f"dags/{number}.py", b"new\n" * 3000) for number in range(6)] + [
    text("made/in/x", "new"),
    text("kept", "same"),
]


@pytest.mark.skipif(not shutil.which("mount"), reason="needs a mount command")
def test_a_full_disk_leaves_the_old_files_whatever_space_is_left(tmp_path: Path) -> None:
    outcomes = []
    for pages in range(24, 60):
        with small_disk(tmp_path / "disk", pages) as root:
            assert write(OLD, root).diagnostics == [] or pages < 50
            if check(OLD, root).clean:
                outcomes.append(build_on_a_nearly_full_disk(root))
    assert {"old", "new"} == set(outcomes)
    assert outcomes == sorted(outcomes, reverse=True)


def build_on_a_nearly_full_disk(root: Path) -> str:
    before = snapshot(root)
    result = write(NEW, root)
    if not result.diagnostics:
        assert check(NEW, root).clean
        return "new"
    assert [(found.code, os.strerror(errno.ENOSPC) in found.message) for found in result.diagnostics] == [
        ("OUT110", True)
    ]
    assert snapshot(root) == before
    return "old"


def as_somebody_else(action: Callable[[], None]) -> None:
    """Root may write everywhere; so this goes on as a user who may not."""
    if os.geteuid() != 0:
        return action()

    def act() -> None:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
        action()

    process = multiprocessing.get_context("fork").Process(target=act)
    process.start()
    process.join()
    assert process.exitcode == 0
    return None


@pytest.fixture
def owned_by_somebody_else(memory: Path) -> Path:
    memory.chmod(0o755)
    (memory / "root").mkdir()
    for path in (memory, memory / "root"):
        if os.geteuid() == 0:
            os.chown(path, 65534, 65534)
    as_somebody_else(lambda: check_written(memory / "root"))
    return memory / "root"


def check_written(root: Path) -> None:
    assert write(OLD, root).diagnostics == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
@pytest.mark.parametrize("folder", [".", ".opsgen", "dags", "gone", "dags gone"])
def test_a_read_only_folder_leaves_the_old_files(owned_by_somebody_else: Path, folder: str) -> None:
    root = owned_by_somebody_else
    before = snapshot(root)
    for name in folder.split():
        (root / name).chmod(0o555)

    def build() -> None:
        found = write(NEW, root).diagnostics
        assert codes(found) == [("OUT110", "")]
        assert os.strerror(errno.EACCES) in found[0].message
        assert snapshot(root) == before
        assert check(OLD, root).clean
        unchanged = touched(root)
        assert write(OLD, root).diagnostics == []
        assert touched(root) == unchanged

    as_somebody_else(build)
    for name in folder.split():
        (root / name).chmod(0o755)
    as_somebody_else(lambda: check_rebuilt(root))


def check_rebuilt(root: Path) -> None:
    assert write(NEW, root).diagnostics == []
    assert check(NEW, root).clean


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_file_that_cannot_be_read_is_named(owned_by_somebody_else: Path) -> None:
    root = owned_by_somebody_else
    (root / "dags/1.py").chmod(0)

    def build() -> None:
        for found in (write(OLD, root).diagnostics, check(OLD, root).diagnostics):
            assert [each.message for each in found] == [
                f"nothing was written: {os.strerror(errno.EACCES)}: `dags/1.py`"
            ]

    as_somebody_else(build)


def test_without_hard_links_files_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", no_links)
    write(OLD, tmp_path)
    assert write(NEW, tmp_path).diagnostics == []
    assert check(NEW, tmp_path).clean


def test_where_no_thread_can_be_started_files_are_brought_to_the_disk_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_thread(*_: object) -> None:
        message = "can't start new thread"
        raise RuntimeError(message)

    monkeypatch.setattr("threading.Thread.start", no_thread)
    many = [text(f"dags/{number}.py", "x\n") for number in range(100)]
    assert write(many, tmp_path).diagnostics == []
    assert check(many, tmp_path).clean
