"""What is imported of pydantic-core alone is what the whole package has."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from opsgen.language.validate import pydantic_core
from opsgen.language.validate.pydantic_core import defer

if TYPE_CHECKING:
    from pathlib import Path

BODY = "from shelf.book import TITLE\nCOUNT = 1\n"


def run(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize("name", pydantic_core.__all__)
def test_each_name_is_that_of_the_package(name: str) -> None:
    import pydantic_core as package

    assert getattr(pydantic_core, name) is getattr(package, name)


def test_the_package_around_it_is_not_run() -> None:
    loaded = run(
        "import sys, opsgen.language.validate.pydantic_core; print('pydantic_core.core_schema' in sys.modules)"
    )
    assert loaded == "False"


def test_pydantic_works_beside_it() -> None:
    program = (
        "import opsgen.language.validate.pydantic_core as engine, pydantic, pydantic_core\n"
        "class Model(pydantic.BaseModel):\n    number: int\n"
        "assert pydantic_core.ValidationError is engine.ValidationError\n"
        "assert pydantic_core.__version__ and pydantic_core.core_schema\n"
        "print(Model(number=1).model_dump_json())"
    )
    assert run(program) == '{"number":1}'


def test_the_package_stands_in_where_it_keeps_its_code_elsewhere() -> None:
    program = (
        "import importlib, importlib.util\n"
        "found = importlib.import_module\n"
        "def elsewhere(name):\n"
        "    if name.endswith('._pydantic_core'):\n        raise ImportError(name)\n"
        "    return found(name)\n"
        "importlib.import_module = elsewhere\n"
        "import opsgen.language.validate.pydantic_core as engine\n"
        "print(engine.SchemaValidator({'type': 'int'}).validate_python(7))"
    )
    assert run(program) == "7"


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
