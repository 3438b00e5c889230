from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import pytest

import opsgen
from opsgen.cache.fingerprint import FileRead, UnknownError, digest, fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PATHS = ("opsgen.yaml", "specs/a.yaml", "opsgen.lock")
GLOBS = ("specs/*.yaml", "teams/*/opsgen.yaml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "specs").mkdir()
    (tmp_path / "teams" / "ml").mkdir(parents=True)
    (tmp_path / "opsgen.yaml").write_text("version: 1")
    (tmp_path / "specs" / "a.yaml").write_text("datasets: {}")
    return tmp_path


def of(folder: Path) -> str:
    return fingerprint(str(folder), PATHS, GLOBS)


def test_parts_are_told_from_their_concatenation() -> None:
    assert len({digest(parts) for parts in (["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""], ["2:ab1:c"])}) == 5
    assert digest(["a"]) == digest([b"a"])


def test_it_is_the_same_as_long_as_nothing_changes(folder: Path) -> None:
    assert of(folder) == of(folder)
    assert fingerprint(str(folder), PATHS[::-1], GLOBS[::-1]) == of(folder)


def link_to_a_copy(folder: Path) -> None:
    (folder / "copy.yaml").write_bytes((folder / "specs" / "a.yaml").read_bytes())
    (folder / "specs" / "a.yaml").unlink()
    (folder / "specs" / "a.yaml").symlink_to(folder / "copy.yaml")


CHANGES: dict[str, Callable[[Path], object]] = {
    "the spec": lambda folder: (folder / "opsgen.yaml").write_text("version: 2"),
    "an include": lambda folder: (folder / "specs" / "a.yaml").write_text("datasets: {} "),
    "a file that is gone": lambda folder: (folder / "specs" / "a.yaml").unlink(),
    "a lock that came": lambda folder: (folder / "opsgen.lock").write_text(""),
    "a file that a glob matches": lambda folder: (folder / "specs" / "b.yaml").write_text(""),
    "a file that a glob does not match": lambda folder: (folder / "specs" / "b.txt").write_text(""),
    "a folder for a glob": lambda folder: (folder / "teams" / "data").mkdir(),
    "a file in a folder for a glob": lambda folder: (folder / "teams" / "ml" / "opsgen.yaml").write_text(""),
    "a link to a file that says the same": link_to_a_copy,
}


@pytest.mark.parametrize("change", CHANGES)
def test_it_changes_with(change: str, folder: Path) -> None:
    before = of(folder)
    CHANGES[change](folder)
    assert of(folder) != before


@pytest.mark.parametrize("path", ["other.yaml", "specs/.hidden.yaml", "teams/ml/deep/file", "data/x.yaml"])
def test_it_does_not_change_with_what_nothing_depends_on(path: str, folder: Path) -> None:
    (folder / "teams" / "ml" / "deep").mkdir()
    (folder / "data").mkdir()
    before = of(folder)
    (folder / path).write_text("x")
    assert of(folder) == before


def test_it_is_of_one_version(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = of(folder)
    monkeypatch.setattr(opsgen, "__version__", "9.9.9")
    assert of(folder) != before


def test_it_is_of_what_is_installed(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site-packages"
    site.mkdir()
    monkeypatch.setattr(sys, "path", [sys.path[0], str(site), *sys.path[1:]])
    found = [of(folder)]
    for version in (98, 99):
        (site / f"sqlglot-{version}.dist-info").mkdir()
        os.utime(site, (1, 1))  # as an image gives all that it holds one time
        found.append(of(folder))
    os.utime(site, (2, 2))
    assert len({*found, of(folder)}) == 4


def test_it_is_of_the_other_folders_that_code_comes_from(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own").mkdir()
    found = [of(folder)]
    monkeypatch.setattr(sys, "path", [sys.path[0], str(tmp_path / "own"), *sys.path[1:]])
    found.append(of(folder))
    (tmp_path / "own" / "sqlglot.py").write_text("")
    os.utime(tmp_path / "own", (1, 1))
    assert len({*found, of(folder)}) == 3


def test_it_is_not_of_the_folder_that_the_program_is_called_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = of(folder)
    monkeypatch.setattr(sys, "path", ["/elsewhere", *sys.path[1:]])
    assert of(folder) == before


def test_it_is_of_the_rules_of_time_zones(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from opsgen.cache import fingerprint as module

    found = [of(folder)]
    monkeypatch.setattr(module, "_ZONES", (str(tmp_path),))
    found.append(of(folder))
    os.utime(tmp_path, (1, 1))
    found.append(of(folder))
    monkeypatch.setenv("PYTHONTZPATH", str(tmp_path))
    assert len({*found, of(folder)}) == 4


def test_it_is_of_the_code_of_a_checkout(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "compiler" / "opsgen"
    (package / "checks").mkdir(parents=True)
    (package / "checks" / "a.py").write_text("")
    monkeypatch.setattr(opsgen, "__path__", [str(package)])
    before = of(folder)
    os.utime(package / "checks" / "a.py", (1, 1))
    after = of(folder)
    assert after != before
    (package / "checks" / "a.py").write_text("x")
    os.utime(package / "checks" / "a.py", (1, 1))
    assert of(folder) != after
    (package / "checks" / "__pycache__").mkdir()
    os.utime(package / "checks", (1, 1))
    after = of(folder)
    (package / "checks" / "__pycache__" / "a.pyc").write_text("")
    assert of(folder) == after


def test_what_was_read_counts_and_not_what_is_there_now(folder: Path) -> None:
    contents = {path: (folder / path).read_bytes() for path in PATHS[:2]} | {PATHS[2]: None}
    before = of(folder)
    (folder / "opsgen.yaml").write_text("version: 2")
    (folder / "opsgen.lock").write_text("")
    assert fingerprint(str(folder), PATHS, (), FileRead(contents, 0)) == fingerprint(
        str(folder), PATHS, (), FileRead(contents, 1)
    )
    for name in ("opsgen.yaml", "opsgen.lock"):
        assert of(folder) != before, name


def test_of_a_folder_that_just_changed_it_is_not_told_what_was_seen_of_it(folder: Path) -> None:
    contents = {"opsgen.yaml": b"version: 1"}
    with pytest.raises(UnknownError):
        fingerprint(str(folder), contents, ["specs/*.yaml"], FileRead(contents, time.time()))
    os.utime(folder / "specs", (1, 1))
    known = fingerprint(str(folder), contents, ["specs/*.yaml"], FileRead(contents, time.time()))
    assert known == fingerprint(str(folder), contents, ["specs/*.yaml"])


def test_a_glob_that_leads_anywhere_is_unknown(folder: Path) -> None:
    with pytest.raises(UnknownError):
        fingerprint(str(folder), PATHS, ["specs/**/*.yaml"])


def test_what_is_no_plain_file_is_unknown(folder: Path) -> None:
    with pytest.raises(UnknownError):
        fingerprint(str(folder), ["specs"], [])
    with pytest.raises(UnknownError):
        fingerprint(str(folder), [], ["opsgen.yaml/*"])


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs symbolic links")
def test_loops_of_links_are_walked_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        (folder / f"l{number}").symlink_to(".")
    listed: list[str] = []
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: (listed.append(path), scandir(path))[1])
    glob = "*/" * 20 + "x*.yaml"
    fingerprint(str(folder), [], [glob])
    assert len([path for path in listed if str(folder) in str(path)]) <= 4 * 21


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs symbolic links")
def test_names_behind_a_link_out_of_the_project_count_one_folder_deep(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "deep").mkdir()
    (folder / "link").symlink_to(outside)

    def both() -> tuple[str, str]:
        return fingerprint(str(folder), [], ["*/x*.yaml"]), fingerprint(str(folder), [], ["*/*/x*.yaml"])

    shallow, deep = both()
    (outside / "x.yaml").touch()
    (outside / "deep/x.yaml").touch()
    assert both()[0] != shallow
    assert both()[1] == deep
