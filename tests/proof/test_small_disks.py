"""Disks with nearly no room left: the old files stay, or the new ones are whole."""

from __future__ import annotations

import errno
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from emit.trees import PAGE, small_disk
from proof.runs import KILLS
from proof.scenes import SCENES, Scene, steady, without_staging

if TYPE_CHECKING:
    from pathlib import Path

    from program import Zygote

pytestmark = pytest.mark.skipif(not shutil.which("mount"), reason="needs a mount command")


def contents(project: Path) -> dict[str, bytes]:
    files = (path for path in sorted(project.rglob("*")) if path.is_file())
    return without_staging({path.relative_to(project).as_posix(): steady(path.read_bytes()) for path in files})


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_whatever_room_is_left(scene: Scene, tmp_path: Path, zygote: Zygote) -> None:
    outcomes = set()
    for pages in range(8) if KILLS else (1, 4):
        with small_disk(tmp_path / "disk", 64) as disk:
            project = disk / "project"
            project.mkdir()
            scene.lay_out(project)
            old = contents(project)
            state = os.statvfs(disk)
            (disk / "filler").write_bytes(bytes((state.f_bavail - pages) * PAGE))
            ran = zygote.run(scene.arguments, project)
            left = contents(project)
            (disk / "filler").unlink()
            told = ran.out + ran.err
            assert "Traceback" not in told
            if ran.code != scene.code:
                assert ran.code in (1, 2, 4)
                assert os.strerror(errno.ENOSPC) in told
            again = zygote.run(scene.arguments, project)
            new = contents(project)
            for path in scene.writes:
                assert left.get(path) in (old.get(path), new[path]), (pages, path)
            assert {path: left[path] for path in left if path not in scene.writes}.items() <= new.items(), pages
            assert again.code == scene.code or "exists already" in again.err
            outcomes.add(ran.code == scene.code and left == new)
    assert outcomes == {True, False} or not KILLS
