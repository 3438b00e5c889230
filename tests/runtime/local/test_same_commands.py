"""A run on this machine and the tasks of generated DAG files have the same arguments and variables."""

from __future__ import annotations

import ast
import json
import os
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from opsgen.compile import pipeline
from opsgen.graph import tasks
from opsgen.graph.tasks import Commands
from opsgen.runtime.local.execute import LocalRun, Part
from opsgen.runtime.local.plan import in_order, units_of
from opsgen.runtime.local.processes import Processes
from runtime.local.lab import Events

if TYPE_CHECKING:
    from collections.abc import Iterator


ROOT = Path(__file__).parents[3]
SPEC = ROOT / "examples/flight-delays/opsgen.yaml"
DAGS = ROOT / "tests/golden/flight-delays/dags/dev"
TRACE = """\
#!{python}
import json, os, sys
variables = {{name: value for name, value in os.environ.items() if name.startswith("OPSGEN_")}}
with open(os.environ["TRACE"], "a") as file:
    print(json.dumps([[os.path.basename(sys.argv[0]), *sys.argv[1:]], variables]), file=file)
"""
Call = tuple[list[str], dict[str, str]]


@pytest.mark.skipif(os.name != "posix", reason="scripts")
def test_arguments_and_variables_are_those_of_the_tasks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("OPSGEN_")]:
        monkeypatch.delenv(name)
    local = list(_traced(tmp_path, monkeypatch))
    files = [file for file in sorted(DAGS.glob("*.py")) if file.name.startswith(("dataset_", "model_"))]
    generated = [call for file in files for call in _tasks(file)]
    assert len(generated) == 9
    assert sorted(local, key=str) == sorted(generated, key=str)


def _traced(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Call]:
    """What the programs of a run get: all of the example, with programs that only write that down."""
    for program in ("opsgen", "python"):
        (folder / program).write_text(TRACE.format(python=sys.executable))
        (folder / program).chmod(0o700)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    monkeypatch.setenv("TRACE", str(folder / "trace"))
    project = pipeline.analyse(SPEC).project
    assert project is not None
    graph = project.first
    units = units_of(graph, Commands(project.spec_file, graph.name))
    run = Processes(folder, folder, tasks.environment_variables(graph), lambda *_: None, opsgen=("opsgen",)).run
    outcome = LocalRun(lambda unit: [Part(unit)], run, Events()).execute(in_order(units, units.by_place))
    assert not outcome.failed
    yield from (tuple(json.loads(line)) for line in (folder / "trace").read_text().splitlines())


def _tasks(file: Path) -> Iterator[Call]:
    """The tasks of a DAG file; those that are steps of one command count as one, with the variables of the first."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    variables = _constant(next(DAGS.glob("opsgen_common_*.py")), "ENV")
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in calls:
        variables |= _keyword(call, "dag_env") or {}
    found = (_task(call, variables) for call in calls if _keyword(call, "command"))
    yield from (next(steps) for _, steps in groupby(found, key=lambda call: call[0]))


def _task(call: ast.Call, variables: dict[str, str]) -> Call:
    words: list[str] = _keyword(call, "command")
    # The steps of a training are commands of their own here, too.
    if "--step" in words and words[1] != "train":
        at = words.index("--step")
        words = [*words[:at], *words[at + 2 :]]
    return words, variables | (_keyword(call, "env") or {})


def _keyword(call: ast.Call, name: str) -> Any:
    return next((ast.literal_eval(each.value) for each in call.keywords if each.arg == name), None)


def _constant(file: Path, name: str) -> dict[str, str]:
    """A dictionary that a module defines."""
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return dict(ast.literal_eval(node.value))
    raise AssertionError(name)
