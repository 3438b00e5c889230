"""What is imported of pydantic-core alone is what the whole package has."""

from __future__ import annotations

import subprocess
import sys

import pytest

from opsgen.language.validate import pydantic_core


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
        "import importlib, opsgen.source.deferred_import\n"
        "found = importlib.import_module\n"
        "def elsewhere(name):\n"
        "    if name.endswith('._pydantic_core'):\n        raise ImportError(name)\n"
        "    return found(name)\n"
        "importlib.import_module = elsewhere\n"
        "import opsgen.language.validate.pydantic_core as engine\n"
        "print(engine.SchemaValidator({'type': 'int'}).validate_python(7))"
    )
    assert run(program) == "7"
