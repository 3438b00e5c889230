"""A build that has nothing to do says and does what a whole build would."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from opsgen.cache import builds
from opsgen.cli.commands.build import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SPEC = """\
version: 1
project: {name: flights, owner: ml}
environments: {dev: {}, prod: {promote: always}}
connections: {lake: {type: files, root: data}}
datasets:
  flights: {description: X., source: {connection: lake, path: x.csv}, columns: {id: {type: integer, required: true}}}
  planes: {description: Y., source: {connection: lake, path: y.csv}, columns: {id: {type: integer, required: true}}}
outputs: {airflow: {}, github: {}}
"""
FILE = "dags/dev/dataset_flights.py"


@pytest.fixture
def project(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: ARG001
    """A project that was built, which the test works in."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "opsgen.yaml").write_text(SPEC)
    monkeypatch.chdir(folder)
    assert build() == 0
    return folder


def remembered(root: str = ".") -> bool:
    return builds.unchanged("opsgen.yaml", root) is not None


def said(capsys: pytest.CaptureFixture[str], *, check: bool = False, cached: bool = True) -> tuple[int, str, str]:
    capsys.readouterr()
    code = build(check=check, cached=cached)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mode) for path in files}


def rewrite(folder: Path, path: str, text: str) -> None:
    (folder / path).write_text(text)


def replace_by_a_link(folder: Path) -> None:
    (folder / FILE).rename(folder / "copy.py")
    (folder / FILE).symlink_to(folder / "copy.py")


def pend(folder: Path) -> None:
    (folder / ".opsgen" / "transaction").mkdir()
    (folder / ".opsgen" / "transaction" / "journal").write_text("{")


CHANGES: dict[str, Callable[[Path], object]] = {
    "nothing": lambda _folder: None,
    "a comment in the spec": lambda folder: rewrite(folder, "opsgen.yaml", f"{SPEC}#\n"),
    "an error in the spec": lambda folder: rewrite(folder, "opsgen.yaml", f"{SPEC}more: 1\n"),
    "a dataset less": lambda folder: rewrite(folder, "opsgen.yaml", SPEC.replace("  planes:", "  # planes:")),
    "an edited file": lambda folder: rewrite(folder, FILE, "print()\n"),
    "a file that is gone": lambda folder: (folder / FILE).unlink(),
    "a folder that is gone": lambda folder: shutil.rmtree(folder / "dags"),
    "a line of the manifest that is gone": lambda folder: rewrite(
        folder, ".opsgen/manifest", "".join((folder / ".opsgen/manifest").read_text().splitlines(keepends=True)[:-1])
    ),
    "no manifest": lambda folder: (folder / ".opsgen/manifest").unlink(),
    "a build that waits to be completed": pend,
    "somebody else's file": lambda folder: rewrite(folder, "dags/dev/own.py", "print()\n"),
}
if os.name != "nt":
    CHANGES |= {
        "a file that became a program": lambda folder: (folder / FILE).chmod(0o755),
        "a link in place of a file": replace_by_a_link,
    }


@pytest.mark.parametrize("check", [False, True])
@pytest.mark.parametrize("change", CHANGES)
def test_it_says_and_does_what_a_whole_build_would_after(
    change: str, check: bool, project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert remembered()
    CHANGES[change](project)
    other = project.parent / "other"
    shutil.copytree(project, other, symlinks=True)
    found = said(capsys, check=check)
    monkeypatch.chdir(other)
    assert found == said(capsys, check=check, cached=False)
    assert tree(project) == tree(other)


def test_after_each_build_that_ends_well_the_next_one_has_nothing_to_do(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys) == (0, "0 written, 0 changed, 0 removed, 8 unchanged\n", "")
    rewrite(project, "opsgen.yaml", f"{SPEC}#\n")
    assert not remembered()
    assert said(capsys, check=True) == (0, "8 files are up to date\n", "")
    assert remembered()
    rewrite(project, FILE, "print()\n")
    assert not remembered()
    assert said(capsys)[0] == 1
    assert build(force=True) == 0
    assert remembered()


@pytest.mark.usefixtures("project")
def test_each_output_folder_has_its_own_last_build(tmp_path: Path) -> None:
    other = tmp_path / "other"
    assert not remembered(str(other))
    assert build(output=other) == 0
    assert remembered(str(other))
    assert remembered()
    shutil.rmtree(other)
    assert not remembered(str(other))


@pytest.mark.usefixtures("project")
def test_a_build_of_one_environment_is_no_whole_build(tmp_path: Path) -> None:
    other = tmp_path / "other"
    assert build(environments=["dev"], output=other) == 0
    assert not remembered(str(other))
    assert build(output=other) == 0
    assert remembered(str(other))
    assert (other / "dags" / "prod" / "dataset_flights.py").exists()


def test_another_build_into_the_folder_is_noticed(project: Path) -> None:
    rewrite(project, "opsgen.yaml", SPEC.replace("  planes:", "  boats:"))
    assert build(cached=False) == 0
    rewrite(project, "opsgen.yaml", SPEC)
    assert not remembered()
    assert build() == 0
    assert remembered()


def test_what_could_not_be_verified_is_said_again(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("opsgen.backends.github.schema.validator", lambda _kind: None)
    rewrite(project, "opsgen.yaml", f"{SPEC}#\n")
    first = said(capsys)
    assert remembered()
    assert "opsgen[verify]" in first[2]
    assert said(capsys) == first


def test_without_the_cache_no_build_is_remembered(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "opsgen.yaml").write_text(SPEC)
    assert build(cached=False) == 0
    assert not cache.exists()


@pytest.mark.parametrize("parts", [[], ["x"], ["x", "y", "many"], ["x", "y", "5"]])
def test_whatever_stands_in_the_record_the_build_is_whole(
    parts: list[str], project: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [record] = [path for path in cache.iterdir() if path.name.startswith("build-")]
    clean = record.read_text().split("\0")[0]
    record.write_text("\0".join([clean, *parts]))
    (project / FILE).unlink()
    assert said(capsys)[:2] == (0, f"written   {FILE}\n1 written, 0 changed, 0 removed, 7 unchanged\n")
