"""The files are Python that Airflow's own linter and formatter leave alone, and text of the spec is inert in them."""

from __future__ import annotations

import ast
import subprocess
import sys
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backends.airflow.projects import SPECS, project, rendered, tree, write
from opsgen.backends import AIRFLOW
from opsgen.backends.api import Verification

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from opsgen.diagnostics.model import Path as SpecPath

# The rules AIR3.. say what moves in Airflow 3: they are about files for 3 only.
RULES = {"3": "AIR,E,F,I,UP,B", "2.11": "AIR0,E,F,I,UP,B"}

NASTY = (
    *(
        "{{ 1/0 }}",
        "{% raw %}",
        "{# x",
        "${HOME} $(HOME) $$",
        "'''",
        '"""',
        "\\",
        "\\N{DASH}",
        "{x!r}",
        "%s",
        "#",
        "\n",
    ),
    *(
        "\n# type: ignore\n",
        "# coding: latin-1",
        "a.sql",
        "run.sh",
        "README.md",
        "x" * 200,
        "é☃🚀",
        "\u2028",
        "\u202e",
        " ",
    ),
)
TEXTS = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.lists(st.sampled_from(NASTY), max_size=4).map("".join),
)
FREE = {
    *(("project", "description"), ("project", "owner"), ("variables", "lake", "default")),
    *(
        ("datasets", "events", "description"),
        ("datasets", "events", "tags", 0),
        ("datasets", "events", "source", "path"),
    ),
    *(("datasets", "events", "ingest", "command", at) for at in range(3, 15)),
    *(
        ("datasets", "events", "ingest", "environment", "HOSTILE"),
        ("datasets", "events", "ingest", "environment", "SCRIPT"),
    ),
    *(("datasets", "events", "quality", 0, "row_count", name) for name in ("name", "description")),
    *(("datasets", "facts", "source", "table"), ("datasets", "facts", "transform", "command", 1)),
    *(
        ("connections", "lake", "root"),
        ("connections", "warehouse", "database"),
        ("models", "guess", "evaluate", 0, "metric"),
    ),
    *(("models", "guess", "train", "command", 0), ("models", "guess", "train", "parameters", "text")),
    ("deployments", "sweep", "command", 0),
}
"""Where the hostile spec has text that is free."""


@pytest.mark.parametrize("version", RULES)
@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.parent.name)
def test_ruff_has_nothing_to_say(spec: Path, version: str, tmp_path: Path) -> None:
    write(rendered(project(tree(spec, version))), tmp_path)
    assert _ruff(tmp_path, version) == ""


@pytest.mark.parametrize("version", RULES)
@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.parent.name)
def test_every_file_says_what_its_plan_says(spec: Path, version: str) -> None:
    made = project(tree(spec, version))
    assert AIRFLOW.verify(made, rendered(made)) == Verification()


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data(), version=st.sampled_from(list(RULES)))
def test_any_text_is_inert_in_any_field(tmp_path: Path, data: st.DataObject, version: str) -> None:
    hostile = tree(SPECS[-1], version)
    plain = {_path: _skeleton(text) for _path, text in _texts(hostile)}
    for path in sorted(FREE, key=str):
        _put(hostile, path, data.draw(_fit(path)))
    made = project(hostile)
    files = rendered(made)
    assert AIRFLOW.verify(made, files) == Verification()
    assert {file.artifact.path: _skeleton(file.text) for file in files} == plain
    write(files, tmp_path)
    assert _ruff(tmp_path, version) == ""


def test_a_changed_resource_is_a_changed_line() -> None:
    before = tree(SPECS[0])
    after = deepcopy(before)
    after["models"]["delay"]["train"]["resources"]["memory"] = "8Gi"
    old, new = (dict(_texts(value)) for value in (before, after))
    assert [path for path in new if old[path] != new[path]] == ["dags/prod/model_delay.py"]
    changed = set(new["dags/prod/model_delay.py"].splitlines()) - set(old["dags/prod/model_delay.py"].splitlines())
    assert len(changed) == 1


def _texts(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    return ((file.artifact.path, file.text) for file in rendered(project(value)))


def _fit(path: SpecPath) -> st.SearchStrategy[str]:
    """Any text that the language lets stand at a path."""
    if path[-1] == "description" or path[-2] in {"environment", "parameters", "variables"}:
        return TEXTS
    if path[-2] == "command":
        return TEXTS.map(lambda text: text.replace("\x00", ""))
    line = TEXTS.map(lambda text: " ".join(text.splitlines()).replace("\x00", "")[:80])
    if path[-1] == "path":
        return line.map(lambda text: "x" + text.replace("\\", "").replace("..", "").replace("://", ""))
    return line.filter(str.strip)


def _put(value: Any, path: SpecPath, text: str) -> None:
    *steps, last = path
    for step in steps:
        value = value[step]
    value[last] = text


def _skeleton(text: str) -> str:
    """The tree of a file without its texts, and without the number of its tags."""
    module = ast.parse(text)
    for node in ast.walk(module):
        if isinstance(node, ast.keyword) and node.arg == "tags":
            node.value = ast.Constant("")
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(module)


def _ruff(folder: Path, version: str) -> str:
    """What ruff says of the files of a folder, and how it would format them."""
    ruff = [sys.executable, "-m", "ruff"]
    check = [*ruff, "check", "--isolated", "--no-cache", "--quiet", f"--select={RULES[version]}", str(folder)]
    formatting = [*ruff, "format", "--isolated", "--no-cache", "--quiet", "--diff", str(folder)]
    runs = [subprocess.run(command, check=False, capture_output=True, text=True) for command in (check, formatting)]
    return "".join(run.stdout + run.stderr for run in runs)
