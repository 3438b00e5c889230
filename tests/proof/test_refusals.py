"""Systems that refuse to write: full disks, folders and files that are read-only, output that nobody takes."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from emit.trees import snapshot
from proof.runs import KILLS
from proof.scenes import SCENES, Scene, without_staging

if TYPE_CHECKING:
    from program import Run, Zygote

NEEDS_SPACE = {"open", "os.rename", "os.link", "os.mkdir", "os.fsync"}
scenes = pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
several = pytest.mark.parametrize("scene", SCENES if KILLS else SCENES[::3], ids=lambda scene: scene.name)


@pytest.fixture
def project(memory: Path) -> Path:
    (memory / "project").mkdir()
    return memory / "project"


def run(scene: Scene, project: Path, zygote: Zygote, **fault: Any) -> Run:
    return zygote.run(scene.arguments, project, **fault)


def check_told(ran: Run, reason: int) -> None:
    """One sentence says what could not be written and why."""
    told = ran.out + ran.err
    assert ran.code in (1, 2, 4), told
    assert os.strerror(reason) in told
    assert "Traceback" not in told
    assert "bug in opsgen" not in told
    assert not re.search(r"\.[0-9a-f]{16}\.new: ", ran.err), "nobody knows the draft"


@scenes
def test_a_full_disk_leaves_the_old_files(scene: Scene, project: Path, zygote: Zygote) -> None:
    """From any call on; `nox -s proof` takes every one, other runs the first and the last."""
    scene.lay_out(project)
    old = snapshot(project)
    calls = run(scene, project, zygote).calls
    numbers = [number for number, (event, _) in enumerate(calls, 1) if event in NEEDS_SPACE]
    for path in project.rglob("*"):
        if path.is_file():
            path.unlink()
    scene.lay_out(project)
    before = snapshot(project)
    replaced = [number for number in numbers if calls[number - 1][0] in ("os.rename", "os.link")]
    for number in numbers if KILLS else (numbers[0], replaced[0]):
        ran = run(scene, project, zygote, full_from=number)
        if number > replaced[0]:
            assert ran.code != 3
            continue  # One of its files is there already, or all of them.
        check_told(ran, errno.ENOSPC)
        assert snapshot(project) == before, number
        assert old.items() <= before.items()


@scenes
def test_read_only_folders_leave_the_old_files(scene: Scene, project: Path, zygote: Zygote) -> None:
    scene.lay_out(project)
    folders = [project, *(path for path in project.rglob("*") if path.is_dir())]
    before = snapshot(project)
    for folder in folders:
        folder.chmod(0o555)
    ran = run(scene, project, zygote, ordinary=True)
    assert snapshot(project) == before
    check_told(ran, errno.EACCES)
    for folder in folders:
        folder.chmod(0o755)
    assert run(scene, project, zygote, ordinary=True).code == scene.code


@pytest.mark.parametrize(
    "scene", [scene for scene in SCENES if scene.replaces and scene.name != "pin"], ids=lambda scene: scene.name
)
def test_files_that_are_read_only_are_kept(scene: Scene, project: Path, zygote: Zygote) -> None:
    """A folder that can be written would let them be replaced; whoever made them read-only wants them kept."""
    scene.lay_out(project)
    for path in scene.writes:
        (project / path).chmod(0o444)
    before = snapshot(project)
    check_told(run(scene, project, zygote, ordinary=True), errno.EACCES)
    assert without_staging(snapshot(project)) == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
@several
def test_output_on_a_full_disk_is_told_in_one_line(scene: Scene, project: Path, zygote: Zygote) -> None:
    scene.lay_out(project)
    ran = run(scene, project, zygote, stdout="full")
    assert ran.code == 1
    assert ran.err.splitlines()[-1] == f"opsgen: the output cannot be written: {os.strerror(errno.ENOSPC)}"
    assert "Traceback" not in ran.err


@several
def test_output_that_nobody_reads_changes_nothing(scene: Scene, project: Path, zygote: Zygote) -> None:
    scene.lay_out(project)
    ran = run(scene, project, zygote, stdout="unread")
    assert (ran.code, "Traceback" in ran.err) == (scene.code, False)
    assert all((project / path).read_text() != "old\n" for path in scene.writes)
