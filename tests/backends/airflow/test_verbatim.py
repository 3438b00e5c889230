"""What stands in a file word for word is not parsed again, and nothing else is let through for it."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from backends.airflow.projects import SPECS, project, rendered, tree
from opsgen.backends import AIRFLOW
from opsgen.backends.airflow.proof.verbatim import without

PROJECTS = {spec.parent.name: project(tree(spec)) for spec in SPECS}
FILES = {(name, file.artifact.path): file for name, of in PROJECTS.items() for file in rendered(of)}
HOSTILE = [("hostile", "build/dags/dev/dataset_events.py"), ("hostile", "build/dags/prod/dataset_facts.py")]


def says_otherwise(name: str, path: str, text: str) -> bool:
    file = FILES[name, path]
    assert text != file.text
    return bool(AIRFLOW.verify(PROJECTS[name], [replace(file, text=text)]).problems)


@pytest.mark.parametrize(("name", "path"), FILES)
def test_each_file_has_its_parts_word_for_word(name: str, path: str) -> None:
    file = FILES[name, path]
    rest = without(file.text, file.artifact.values["dag"].parts)
    assert rest is not None
    assert rest.count("\n") == file.text.count("\n")
    kinds = {type(statement) for statement in ast.parse(rest).body}
    assert kinds <= {ast.Import, ast.ImportFrom, ast.Assign, ast.With}


@pytest.mark.parametrize(("name", "path"), HOSTILE)
def test_no_line_of_a_part_can_be_left_out(name: str, path: str) -> None:
    file = FILES[name, path]
    rest = without(file.text, file.artifact.values["dag"].parts) or ""
    lines = file.text.splitlines(keepends=True)
    taken = [at for at, left in enumerate(rest.splitlines()) if not left and lines[at].strip()]
    assert len(taken) > 30
    assert [at for at in taken if not says_otherwise(name, path, "".join(lines[:at] + lines[at + 1 :]))] == []


@pytest.mark.parametrize(("name", "path"), HOSTILE)
def test_parts_stand_before_the_dag_and_behind_the_constants(name: str, path: str) -> None:
    text = FILES[name, path].text
    imports = text.index("\nENV = ")
    parts = text.index("\n\n\n", imports)
    block = text.index("\n\n\nwith DAG(")
    moved = text[:imports] + text[parts:block] + text[imports:parts] + text[block:]
    assert says_otherwise(name, path, moved)
    assert says_otherwise(name, path, text[:parts] + text[block:] + text[parts:block] + "\n")
    assert says_otherwise(name, path, text[:parts] + text[parts:block] + text[parts:])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('os.environ.get("OPSGEN_FOLDER_', 'os.environ.get("x", "OPSGEN_FOLDER_'),
        ("parents[3]", "parents[3 + 0]"),
        ("parents[3]", "parents[3] if 1 else [3]"),
        ("parents[3]", "parents[True]"),
    ],
)
def test_only_the_value_can_stand_for_a_value(old: str, new: str) -> None:
    name, path = HOSTILE[0]
    text = FILES[name, path].text
    assert old in text
    assert without(text.replace(old, new), FILES[name, path].artifact.values["dag"].parts) is None
    assert says_otherwise(name, path, text.replace(old, new))


def test_a_file_without_parts_is_read_whole() -> None:
    assert without("import os\n\n\nwith DAG(\n", ()) is None
