"""Where files are staged, and what is at the target: links, folders, long names, files that cannot be written."""

from __future__ import annotations

import errno
import glob
import os
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from opsgen.runtime.produce import steps
from opsgen.runtime.staging.places import can_rename
from opsgen.runtime.staging.store import StagingError
from runtime.produce.lab import judge, production
from runtime.produce.places import File, project
from runtime.produce.step_cases import ledger, make

if TYPE_CHECKING:
    from opsgen.runtime.produce.steps import Production

PLACE = File("made/good.jsonl")
PATTERNS = ("*", "**", "*.json*", "*/*", "**/*.jsonl")
DEVICES = (Path("/dev/shm"), Path("/tmp"))


def checked(folder: Path, place: File = PLACE, rows: int = 5) -> Production:
    made = production(project(place, folder, rows), "good", folder)
    steps.write(made)
    judge(made)
    return made


def target(folder: Path, place: File = PLACE) -> Path:
    return folder / "data" / place.path


def staged(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*.opsgen-*") if path.is_file()]


def seen(folder: Path, pattern: str) -> set[str]:
    """The files that DuckDB and Python find."""
    address = f"{folder}/{pattern}"
    by_duckdb = {name for (name,) in duckdb.execute("select file from glob(?)", [address]).fetchall()}
    by_python = {each for each in glob.glob(address, recursive=True) if Path(each).is_file()}  # noqa: PTH207
    return {Path(each).name for each in by_duckdb | by_python}


def test_a_reader_of_the_folder_never_sees_staged_files_or_ledgers(tmp_path: Path) -> None:
    folder, found = tmp_path / "data" / "made", []
    make(production(project(PLACE, tmp_path), "good", tmp_path))
    made = production(project(PLACE, tmp_path), "good", tmp_path)
    for step in (steps.write, judge, steps.publish):
        step(made)
        found += [(seen(folder, pattern), len(staged(tmp_path))) for pattern in PATTERNS if "/" not in pattern]
    assert {(*names,) for names, _ in found} == {("good.jsonl",)}
    assert {number for _, number in found} == {0, 1}  # There was something to see.


def test_only_a_pattern_for_all_folders_of_the_root_matches_staged_files(tmp_path: Path) -> None:
    checked(tmp_path)
    root, own = tmp_path / "data", {"good.jsonl.ledger", staged(tmp_path)[0].name}
    assert {pattern for pattern in PATTERNS if seen(root, pattern) & own} == {"**"}


def test_a_published_version_leaves_no_folder(tmp_path: Path) -> None:
    made = checked(tmp_path)
    steps.publish(made)
    rejected = checked(tmp_path, rows=2)
    with rejected.store() as store:
        (entry,) = (each for each in store.ledger().entries if each.state == "rejected")
        store.discard(entry)
        assert store.identity(rejected.version) is None
    assert [path.name for path in (tmp_path / "data" / "_opsgen").iterdir()] == ["made"]


def test_an_open_reader_keeps_the_old_rows(tmp_path: Path) -> None:
    make(production(project(PLACE, tmp_path), "good", tmp_path))
    made = checked(tmp_path, rows=6)
    with target(tmp_path).open() as reader:
        steps.publish(made)
        assert len(reader.readlines()) == 5
    assert len(target(tmp_path).read_text().splitlines()) == 6


def test_of_hard_links_only_the_target_has_the_new_rows(tmp_path: Path) -> None:
    make(production(project(PLACE, tmp_path), "good", tmp_path))
    other = tmp_path / "other.jsonl"
    other.hardlink_to(target(tmp_path))
    steps.publish(checked(tmp_path, rows=6))
    assert [len(path.read_text().splitlines()) for path in (other, target(tmp_path))] == [5, 6]


def test_a_link_stays_and_leads_to_the_new_rows(tmp_path: Path) -> None:
    real = tmp_path / "data" / "real" / "rows.jsonl"
    real.parent.mkdir(parents=True)
    target(tmp_path).parent.mkdir(parents=True)
    target(tmp_path).symlink_to(real)
    for rows in (5, 6):
        steps.publish(checked(tmp_path, rows=rows))
        assert len(real.read_text().splitlines()) == rows
    assert target(tmp_path).is_symlink()


@pytest.mark.parametrize("name", ["_opsgen", "made"])
def test_nothing_is_staged_through_a_link_out_of_the_root(tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / name).symlink_to(outside)
    made = production(project(PLACE, tmp_path), "good", tmp_path)
    with pytest.raises(Exception, match="a link leads out of"):
        steps.write(made)
    assert not list(outside.iterdir())


def test_a_target_that_is_a_folder_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    target(tmp_path).mkdir(parents=True)
    made = production(project(PLACE, tmp_path), "good", tmp_path)
    with pytest.raises(StagingError, match=r"good\.jsonl is a folder, and one file is written"):
        steps.write(made)
    assert not (tmp_path / "data" / "_opsgen").exists()


@pytest.mark.parametrize("stem", ["n" * 249, "ä" * 124 + "n"])
def test_a_name_can_have_as_many_bytes_as_file_systems_allow(tmp_path: Path, stem: str) -> None:
    place = File(f"made/{stem}.jsonl")
    assert len(os.fsencode(target(tmp_path, place).name)) == 255
    for rows in (5, 6):
        steps.publish(checked(tmp_path, place, rows))
        assert len(target(tmp_path, place).read_text().splitlines()) == rows


def test_a_publication_that_fails_can_be_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of the target is read-only, or its disk is full."""
    make(production(project(PLACE, tmp_path), "good", tmp_path))
    made = checked(tmp_path, rows=6)

    def refused(path: Path, place: Path) -> Path:
        if place == target(tmp_path):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
        os.replace(path, place)  # noqa: PTH105
        return place

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refused)
        with pytest.raises(OSError, match="Read-only file system"):
            steps.publish(made)
    assert len(target(tmp_path).read_text().splitlines()) == 5
    steps.publish(made)
    assert len(target(tmp_path).read_text().splitlines()) == 6
    assert [entry.state for entry in ledger(made).entries] == ["published"]


def test_files_are_staged_beside_a_target_on_another_file_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("opsgen.runtime.staging.files.can_rename", lambda *_: False)
    made = checked(tmp_path)
    assert [path.parent for path in staged(tmp_path)] == [target(tmp_path).parent]
    steps.publish(made)
    assert not staged(tmp_path)


def test_whether_a_file_can_be_renamed(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    assert can_rename(tmp_path / "one", tmp_path / "absent" / "two")
    assert [path.name for path in tmp_path.iterdir()] == ["one"]
    if len({each.stat().st_dev for each in DEVICES if each.is_dir()}) < len(DEVICES):
        pytest.skip("this machine has one file system")
    assert not can_rename(*DEVICES)
