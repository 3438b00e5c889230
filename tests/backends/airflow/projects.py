"""Projects from specs, and what the Airflow backend makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen import source
from opsgen.backends import airflow
from opsgen.backends.protocol import Rendered
from opsgen.graph import Project
from opsgen.graph.build import build
from opsgen.graph.overlay import environment_names, overlay
from opsgen.render import render
from opsgen.spec.load import load

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph
    from opsgen.source import Tree


def project(spec: Path) -> Project:
    """The project of a spec that has no error."""
    loaded = source.load(spec)
    assert loaded.tree is not None, loaded.diagnostics
    tree = loaded.tree
    environments = tuple(_environment(tree, name) for name in environment_names(tree.value))
    return Project(environments[0].spec.project.name, spec.name, environments)


def rendered(of: Project) -> list[Rendered]:
    """The files of a project's DAGs."""
    plan = airflow.plan(of)
    assert plan.findings == ()
    return [Rendered(artifact, render(artifact.template, artifact.values)) for artifact in plan.artifacts]


def _environment(tree: Tree, name: str) -> EnvironmentGraph:
    applied = overlay(tree.value, tree.interpolations, name)
    assert applied.findings == []
    spec, findings = load(applied.value)
    assert spec is not None, findings
    image = spec.project.image
    tagged = f"{image.repository}:{spec.project.version}" if image else None
    return build(name, spec, applied.variables, tagged)
