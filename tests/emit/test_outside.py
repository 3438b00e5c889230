"""Workflows and actions are written to the root of the repository, and nothing else outside of the output folder."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from emit.faults import killed_at
from emit.trees import OWN, codes, snapshot
from opsgen import emit
from opsgen.emit import FileChange, Origin, OutputFile, Owner

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from opsgen.emit import Check, Result

OUTSIDE = "../../.github"
HEADER = b"# opsgen\n"
OTHER = Origin("other.yaml", is_own=False, exists=True)


def origin(content: bytes) -> Origin | None:
    return OWN if content.startswith(HEADER) else OTHER if content.startswith(b"# other") else None


OWNER = Owner("churn", "projects/churn/opsgen.yaml", origin, lambda _: True)
CI = OutputFile(f"{OUTSIDE}/workflows/churn-ci.yml", HEADER)
SETUP = OutputFile(f"{OUTSIDE}/actions/churn-setup/action.yml", HEADER)
DAG = OutputFile("dags/a.py", HEADER)


@pytest.fixture
def project(memory: Path) -> Path:
    folder = memory / "projects/churn"
    folder.mkdir(parents=True)
    (folder / "opsgen.yaml").write_text("version: 1\n")
    return folder


def write(files: Sequence[OutputFile], root: Path, *, force: bool = False) -> Result:
    return emit.write(files, root, OWNER, outside=OUTSIDE, force=force)


def check(files: Sequence[OutputFile], root: Path) -> Check:
    return emit.check(files, root, OWNER, outside=OUTSIDE)


def claim(project: Path, path: str, content: bytes) -> Path:
    """Put a file there, and list it in the manifest with its true digest."""
    file = project / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    (project / ".opsgen").mkdir(exist_ok=True)
    line = f"{OutputFile(path, content).digest}  {path}\n"
    (project / ".opsgen/manifest").write_text(f"# project: churn\n{line}")
    return file


@pytest.mark.parametrize("shared", [CI, SETUP])
def test_a_file_for_github_comes_changes_and_goes(project: Path, memory: Path, shared: OutputFile) -> None:
    before = snapshot(memory)
    assert write([shared, DAG], project).changes == [
        (shared.path, FileChange.WRITTEN),
        (DAG.path, FileChange.WRITTEN),
    ]
    assert (project / shared.path).read_bytes() == HEADER
    assert check([shared, DAG], project).clean
    subprocess.run(["sha256sum", "--check", "--strict", ".opsgen/manifest"], cwd=project, check=True)
    changed = OutputFile(shared.path, HEADER + b"1")
    assert shared.path in check([changed, DAG], project).diff
    assert write([changed, DAG], project).changes[0] == (shared.path, FileChange.CHANGED)
    assert write([], project).changes == [(shared.path, FileChange.REMOVED), (DAG.path, FileChange.REMOVED)]
    assert snapshot(memory) == before


@pytest.mark.parametrize(
    "path",
    [
        "../../.github/workflows/deep/churn-ci.yml",
        "../../.github/workflows/../../src/app.yml",
        "../../.github/workflows/churn-ci.py",
        "../../.github/churn-ci.yml",
        "../../.github/actions/action.yml",
        "../../.github/actions/churn-setup/churn-ci.yml",
        "../../.github/actions/churn-setup/deep/action.yml",
        "../../.github/actions/../action.yml",
        "../.github/workflows/churn-ci.yml",
        "../../../.github/workflows/churn-ci.yml",
    ],
)
@pytest.mark.parametrize("force", [False, True])
def test_no_other_path_outside_is_written_or_removed(project: Path, memory: Path, path: str, force: bool) -> None:
    assert codes(write([OutputFile(path, HEADER)], project).diagnostics) == [("OUT101", "")]
    victim = claim(project, path, HEADER)
    assert codes(write([DAG], project, force=force).diagnostics) == ([] if force else [("OUT109", ".opsgen/manifest")])
    assert victim.read_bytes() == HEADER
    assert (memory / "projects").is_dir()


@pytest.mark.parametrize("content", [b"on: push\n", b"# other\n"])
@pytest.mark.parametrize("force", [False, True])
def test_a_listed_workflow_of_somebody_else_stays(project: Path, content: bytes, force: bool) -> None:
    victim = claim(project, f"{OUTSIDE}/workflows/release.yml", content)
    found = codes(write([DAG], project, force=force).diagnostics)
    assert found == ([("OUT113", f"{OUTSIDE}/workflows/release.yml")] if content == b"on: push\n" and not force else [])
    assert victim.read_bytes() == content


@pytest.mark.parametrize("shared", [CI, SETUP])
def test_a_file_of_another_spec_is_refused(project: Path, shared: OutputFile) -> None:
    file = project / shared.path
    file.parent.mkdir(parents=True)
    file.write_bytes(b"# other\n")
    [found] = write([shared], project, force=True).diagnostics
    assert (found.code, "`other.yaml`" in found.message, OWNER.spec in found.message) == ("OUT114", True, True)


def test_a_link_in_the_root_is_not_followed(project: Path, memory: Path) -> None:
    (memory / "elsewhere").mkdir()
    (memory / ".github").symlink_to("elsewhere")
    assert codes(write([CI, DAG], project, force=True).diagnostics) == [("OUT104", "../../.github")]
    assert not (project / "dags").exists()


def test_a_killed_build_is_completed_or_undone_outside_too(project: Path, memory: Path) -> None:
    """After the next build, everything is new, wherever the kill came."""
    first, second = (
        [CI, DAG],
        [OutputFile(f"{OUTSIDE}/workflows/churn-new.yml", HEADER), OutputFile(DAG.path, HEADER + b"2")],
    )
    assert write(second, project).diagnostics == []
    new = snapshot(memory)
    for number in range(1, 40, 3):
        assert write(first, project).diagnostics == []
        killed_at(number, lambda: write(second, project))
        assert write(second, project).diagnostics == []
        assert snapshot(memory) == new, number
