"""Which parser is used, and what loading it costs."""

from __future__ import annotations

import subprocess
import sys

import pytest
from ruamel.yaml import YAML

from opsgen.source.events import events
from source.specs import value_of

READ = """
from pathlib import Path
from opsgen.source import load
result = load(Path("opsgen.yaml"), text=b"a: [x:y]\\n")
"""


def run(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout


def test_importing_the_package_loads_nothing_heavy():
    program = "import sys, opsgen.source; print(*sys.modules)"
    loaded = set(run(program).split())
    heavy = {"ruamel.yaml", "_ruamel_yaml", "difflib", "unicodedata", "opsgen.source.syntax", "opsgen.source.unclosed"}
    assert loaded & heavy == set()


def test_reading_loads_no_more_of_ruamel_than_it_needs():
    program = f"{READ}\nimport sys; print(*sys.modules)"
    loaded = set(run(program).split())
    assert "_ruamel_yaml" in loaded
    assert (
        loaded & {f"ruamel.yaml.{name}" for name in ("main", "constructor", "emitter", "scanner", "representer")}
        == set()
    )


@pytest.mark.parametrize(
    "uses",
    [
        "import ruamel.yaml; print(ruamel.yaml.YAML(typ='safe').load('a: [NO]'))",
        "from ruamel.yaml import YAML; print(YAML(typ='safe', pure=True).load('a: [NO]'))",
        "from ruamel.yaml import *; print(dict(YAML().load('a: [NO]')))",
        "import ruamel.yaml.main; print(ruamel.yaml.main.YAML(typ='safe').load('a: [NO]'))",
    ],
)
def test_all_of_ruamel_can_be_used_afterwards(uses):
    errors = """
import _ruamel_yaml, ruamel.yaml.scanner, ruamel.yaml.constructor
assert _ruamel_yaml.ScannerError is ruamel.yaml.scanner.ScannerError
assert _ruamel_yaml.ConstructorError is ruamel.yaml.constructor.ConstructorError
"""
    assert run(f"{READ}\n{uses}\n{errors}\n{READ}") == "{'a': ['NO']}\n"


def test_all_of_ruamel_is_loaded_if_its_parser_needs_more_than_is_known():
    program = f"""
from opsgen.source import events
events._ERRORS["ruamel.yaml.reader"] = "AnotherError"
{READ}
import sys
print("ruamel.yaml.main" in sys.modules, result.tree.value)
"""
    assert run(program) == "True {'a': ['x:y']}\n"


def test_without_the_c_parser_the_python_one_is_used():
    program = """
import sys
sys.modules["_ruamel_yaml"] = None
from pathlib import Path
from opsgen.source import load
result = load(Path("opsgen.yaml"), text=b"a: [x:y, &a 010]\\nb: {<<: {c: *a}}\\nc: [\\n")
print([(each.code, each.span.line) for each in result.diagnostics])
print(load(Path("opsgen.yaml"), text=b"a: [x:y, &a 010]\\nb: {<<: {c: *a}}\\n").tree.value)
"""
    assert run(program) == "[('SRC112', 3)]\n{'a': ['x:y', 10], 'b': {'c': 10}}\n"


def test_the_c_parser_is_used_where_it_is_installed():
    assert type(next(events("a: 1\n").stream).start_mark).__module__ == "ruamel.yaml.clib._ruamel_yaml"


def test_other_users_of_ruamel_are_left_alone():
    value_of("a: 1\n")
    assert YAML(typ="safe").load("a: NO\nb: [s3, x]\n") == {"a": "NO", "b": ["s3", "x"]}
