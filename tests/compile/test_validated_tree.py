"""Environments in which the spec is the same are judged once, and nothing that is said changes with that."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from opsgen.compile.pipeline import analyse
from opsgen.compile.validated_tree import ValidatedTree

ROOT = Path(__file__).parents[2]
SPECS = sorted([*(ROOT / "tests" / "checks").glob("*/*.opsgen.yaml"), *(ROOT / "examples").glob("*/opsgen.yaml")])
SPEC = """\
version: 1
project: {name: flights, owner: ml}
variables: {lake: {default: data}}
environments:
  dev: {}
  test: {description: The same as dev.}
  prod: {OWN}
connections: {lake: {type: files, root: ROOT}}
datasets: {flights: {source: {connection: lake, path: x.csv}, columns: {id: {type: integer}}}}
"""


def judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own: str = "", root: str = "data") -> list[str]:
    """The environments that a tree is judged for."""
    names: list[str] = []

    class Recorded(ValidatedTree):
        def __init__(self, environment: str, *rest: Any) -> None:
            names.append(environment)
            super().__init__(environment, *rest)

    monkeypatch.setattr("opsgen.compile.pipeline.ValidatedTree", Recorded)
    (tmp_path / "opsgen.yaml").write_text(SPEC.replace("OWN", own).replace("ROOT", root))
    analysis = analyse(tmp_path / "opsgen.yaml")
    assert analysis.project is not None
    assert [graph.name for graph in analysis.project.environments] == ["dev", "test", "prod"]
    assert [graph.settings.description for graph in analysis.project.environments] == [None, "The same as dev.", None]
    return names


@pytest.mark.parametrize(
    ("own", "root", "names"),
    [
        ("", "data", ["dev"]),
        ("runner: process", "data", ["dev"]),
        ("variables: {lake: other}", "data", ["dev"]),
        ("overrides: {project.description: x}", "data", ["dev", "prod"]),
        ("variables: {lake: other}", '"${var.lake}"', ["dev", "test", "prod"]),
    ],
)
def test_what_is_the_same_is_judged_once(
    own: str, root: str, names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert judged(tmp_path, monkeypatch, own, root) == names


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: f"{spec.parent.name}/{spec.name}")
def test_each_environment_alone_gets_the_same_said(spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    together = analyse(spec).diagnostics
    monkeypatch.setattr(ValidatedTree, "is_of", lambda _tree, _overlay: False)
    assert analyse(spec).diagnostics == together


def test_checks_look_at_the_spec_alone() -> None:
    """And not at what two environments with the same spec differ in: name, settings, variables, image."""
    used = set()
    for file in (ROOT / "compiler" / "opsgen" / "checks").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "graph":
                used.add(node.attr)
    assert "spec" in used
    assert used <= {"spec", "datasets", "online", "batch", "owner", "team", "orchestrator"}
