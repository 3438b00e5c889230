"""Globs of includes: what they match, and that no arrangement of links makes them slow."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsgen import source
from opsgen.source import globs
from opsgen.source.globs import Globs

needs_links = pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs symbolic links")


def matches(pattern: str, root: Path) -> list[str]:
    return Globs(str(root.resolve())).matches(pattern)


def make(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*.yaml", ["a.yaml", "b.yaml"]),
        ("*/*.yaml", ["one/a.yaml", "two/b.yaml"]),
        ("**/*.yaml", ["a.yaml", "b.yaml", "one/a.yaml", "one/deep/c.yaml", "two/b.yaml"]),
        ("**/a.yaml", ["a.yaml", "one/a.yaml"]),
        ("one/**", ["one/a.yaml", "one/deep/c.yaml"]),
        ("one/**/**/c.yaml", ["one/deep/c.yaml"]),
        ("[ab].yaml", ["a.yaml", "b.yaml"]),
        ("?ne/a.yaml", ["one/a.yaml"]),
        ("*", ["a.yaml", "b.yaml"]),
        ("*/deep/*", ["one/deep/c.yaml"]),
        ("gone/*.yaml", []),
        ("a.yaml/*", []),
    ],
)
def test_what_a_glob_matches(tmp_path: Path, pattern: str, found: list[str]) -> None:
    make(tmp_path, "a.yaml", "b.yaml", ".c.yaml", "one/a.yaml", "one/deep/c.yaml", "two/b.yaml", ".hidden/a.yaml")
    assert matches(pattern, tmp_path) == found


NAMES = st.sampled_from(["a", "b", "ab", "x.yaml", "a.yaml", ".h"])
PATHS = st.lists(st.lists(NAMES, min_size=1, max_size=3).map("/".join), max_size=6)
PARTS = st.sampled_from(["*", "**", "?", "a*", "*.yaml", "[ab]", "a", "x.yaml", "[!a]*"])


@settings(max_examples=200)
@given(paths=PATHS, parts=st.lists(PARTS, min_size=1, max_size=4))
def test_without_links_it_is_what_python_s_own_globs_match(
    tmp_path_factory: pytest.TempPathFactory, paths: list[str], parts: list[str]
) -> None:
    pattern = "/".join(parts)
    if not globs.is_glob(pattern):
        return
    root = tmp_path_factory.mktemp("root")
    for path in paths:
        if not (root / path).exists() and not any((root / each).is_file() for each in Path(path).parents):
            make(root, path)
    own = root.glob(pattern if parts[-1] != "**" else f"{pattern}/*")
    relative = (each.relative_to(root) for each in own if not each.is_dir())
    expected = {each.as_posix() for each in relative if not any(part.startswith(".") for part in each.parts)}
    assert matches(pattern, root) == sorted(expected)


@needs_links
@pytest.mark.parametrize("pattern", ["*/" * 30 + "x*.yaml", "**/" * 30 + "x*.yaml", "*/**/" * 15 + "x*.yaml"])
def test_loops_of_links_are_walked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pattern: str) -> None:
    for number in range(5):
        (tmp_path / f"l{number}").symlink_to(".")
        (tmp_path / "inner").mkdir(exist_ok=True)
        (tmp_path / "inner" / f"up{number}").symlink_to("..")
    make(tmp_path, "inner/x.yaml")
    listed: list[str] = []
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: (listed.append(path), scandir(path))[1])
    found = matches(pattern, tmp_path)
    assert {(tmp_path / each).resolve() for each in found} == {(tmp_path / "inner/x.yaml").resolve()}
    assert len(listed) <= 2 * len(pattern.split("/")), "two folders, once for each part"


@needs_links
def test_a_file_that_several_links_lead_to_is_there_once(tmp_path: Path) -> None:
    make(tmp_path, "m/x.yaml")
    (tmp_path / "a").symlink_to("m")
    (tmp_path / "z").symlink_to("m")
    assert matches("*/x.yaml", tmp_path) == ["a/x.yaml"]


@needs_links
def test_no_glob_goes_on_outside_of_the_project(tmp_path: Path) -> None:
    root = tmp_path / "root"
    make(root, "in/x.yaml")
    make(tmp_path, "out/x.yaml", "out/deep/x.yaml")
    (root / "link").symlink_to(tmp_path / "out")
    assert matches("**/x.yaml", root) == ["in/x.yaml"]
    assert matches("*/*/x.yaml", root) == []
    assert matches("*/x.yaml", root) == ["in/x.yaml", "link/x.yaml"], "to be refused"
    assert matches("link/*.yaml", root) == []


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    make(tmp_path, *(f"{number}/x.yaml" for number in range(10)))
    monkeypatch.setattr(globs, "MAX_LISTED_FOLDERS", 10)
    return tmp_path


def test_a_spec_lists_no_more_folders_than_its_limit(many: Path) -> None:
    (many / "opsgen.yaml").write_text("include: ['*/x*.yaml']\n")
    [found] = source.load(many / "opsgen.yaml").diagnostics
    assert found.code == "SRC147"
    assert "`*/x*.yaml`" in found.message


def test_the_same_glob_is_walked_once(many: Path) -> None:
    globs = Globs(str(many.resolve()))
    for _ in range(100):
        assert globs.matches("1/*") == ["1/x.yaml"]
