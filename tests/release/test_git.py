"""What git runs when opsgen asks it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from opsgen.release.git import GitError, Repository
from opsgen.runtime.registry.digest import commit

if TYPE_CHECKING:
    from pathlib import Path


def test_a_committed_folder_is_no_repository_with_programs_of_its_own(tmp_path: Path) -> None:
    ran, program = tmp_path / "ran", tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {ran}\n")
    program.chmod(0o755)
    folder = tmp_path / "repository" / "project"
    folder.parent.mkdir()
    git("init", "-q", "--bare", str(folder))
    (folder / "config").write_text(
        f"[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n\tfsmonitor = {program}\n"
    )
    (folder / "opsgen.yaml").write_text("version: 1\n")
    git("-C", str(folder), "status")
    assert ran.exists()
    ran.unlink()
    with pytest.raises(GitError):
        Repository(folder)
    assert commit(folder) is None
    assert not ran.exists()


def git(*words: str) -> None:
    subprocess.run(["git", *words], check=True, capture_output=True)
