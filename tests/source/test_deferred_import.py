from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from opsgen.source.deferred_import import defer

if TYPE_CHECKING:
    from pathlib import Path

BODY = "from shelf.book import TITLE\nCOUNT = 1\n"


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package whose body imports a module of its own."""
    (tmp_path / "shelf").mkdir()
    (tmp_path / "shelf" / "__init__.py").write_text(BODY, encoding="utf-8")
    (tmp_path / "shelf" / "book.py").write_text("TITLE = 'Middlemarch'\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("shelf", "shelf.book"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return "shelf"


def test_a_module_is_imported_without_the_body_of_its_package(shelf: str) -> None:
    defer(shelf)
    assert import_module("shelf.book").TITLE == "Middlemarch"
    assert "COUNT" not in vars(sys.modules[shelf])


def test_the_body_runs_when_a_name_of_it_is_asked_for(shelf: str) -> None:
    defer(shelf)
    book = import_module("shelf.book")
    package = import_module(shelf)
    assert package.COUNT == 1
    assert package.TITLE is book.TITLE
    assert package.book is book
    assert not hasattr(package, "AUTHOR")


def test_the_body_runs_once(shelf: str) -> None:
    defer(shelf)
    package = import_module(shelf)
    assert package.COUNT == 1
    package.COUNT = 2
    assert not hasattr(package, "AUTHOR")
    assert package.COUNT == 2


def test_a_package_that_is_there_stays_as_it_is(shelf: str) -> None:
    package = import_module(shelf)
    defer(shelf)
    assert sys.modules[shelf] is package
    assert vars(package)["COUNT"] == 1


def test_what_is_not_installed_is_missed_by_whoever_imports_it() -> None:
    defer("no_such_package")
    with pytest.raises(ModuleNotFoundError):
        import_module("no_such_package")
