"""Where a path that the user types may be written to."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from opsgen.source.access import is_below, may_write_at

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with links, next to a folder of the user's own."""
    for folder in ("repo/.git", "repo/sub/deep", "repo/in", "mine"):
        (tmp_path / folder).mkdir(parents=True)
    repo = tmp_path / "repo"
    (repo / "out").symlink_to("../mine")
    (repo / "out.json").symlink_to("../mine/x.json")
    (repo / "chain").symlink_to("out")
    (repo / "sub" / "up").symlink_to("../in")
    (repo / "git").symlink_to(".git")
    (repo / "loop").symlink_to("loop")
    (repo / "null").symlink_to(os.devnull)
    (tmp_path / "mine" / "repo").symlink_to("../repo")
    monkeypatch.chdir(repo)
    return repo


@pytest.mark.parametrize("path", ["out", "out.json", "out/x.json", "chain/x", "git/hooks/x", "null", "sub/../out/x"])
def test_a_link_of_a_checkout_does_not_lead_out_of_it(checkout: Path, path: str) -> None:
    from pathlib import Path

    assert may_write_at(Path(path)) is None
    assert may_write_at(checkout / path) is None


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("r.json", "repo/r.json"),
        ("sub/up/r.json", "repo/in/r.json"),
        ("new/er/r.json", "repo/new/er/r.json"),
        ("../mine/r.json", "mine/r.json"),
        ("../mine/repo/r.json", "repo/r.json"),  # the user's own link
        ("sub/up/../r.json", "repo/r.json"),  # behind a link, `..` is where that leads to
        (".git/x", "repo/.git/x"),  # what the user types is meant
    ],
)
def test_other_paths_may_be_anywhere(checkout: Path, path: str, place: str) -> None:
    from pathlib import Path

    assert may_write_at(Path(path)) == checkout.parent / place
    assert may_write_at(checkout / path) == checkout.parent / place


def test_a_project_needs_no_git(checkout: Path) -> None:
    (checkout / ".git").rmdir()
    assert may_write_at(checkout / "out" / "x") is not None
    assert may_write_at(checkout / "out" / "x", checkout) is None
    (checkout / "opsgen.yaml").touch()
    assert may_write_at(checkout / "out" / "x") is None


def test_what_is_below_a_folder() -> None:
    assert [is_below(path, "/a/b") for path in ("/a/b", "/a/b/c", "/a/bc", "/a")] == [True, True, False, False]
    assert is_below("/a", "/")
