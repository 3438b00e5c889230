"""Projects from specs, and what the Airflow backend makes of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from opsgen import source
from opsgen.backends import AIRFLOW
from opsgen.backends.api import Rendered
from opsgen.environments.overlay import environment_names, overlay
from opsgen.graph import ProjectGraph
from opsgen.graph.project import build
from opsgen.language.validate.load import load
from opsgen.render.encode.python import Shared
from opsgen.render.jinja import render

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.backends.airflow.emit.model import Common, Dag
    from opsgen.diagnostics.model import Path as SpecPath
    from opsgen.graph import EnvironmentGraph

ROOT = Path(__file__).parents[3]
SPECS = [
    ROOT / "examples/flight-delays/opsgen.yaml",
    ROOT / "examples/datasets-only/opsgen.yaml",
    ROOT / "tests/airflow/hostile/opsgen.yaml",
]


def tree(spec: Path, version: str = "3") -> dict[str, Any]:
    """A spec's plain tree, for one Airflow."""
    loaded = source.load(spec)
    assert loaded.tree is not None, loaded.diagnostics
    value: dict[str, Any] = loaded.tree.value
    value["outputs"]["airflow"]["version"] = version
    return value


def minimal(**parts: Any) -> dict[str, Any]:
    """The tree of a small spec, with other parts in place of its own."""
    return {
        "version": 1,
        "project": {"name": "shop", "owner": "sales", "image": {"repository": "ghcr.io/example/shop"}},
        "connections": {"lake": {"type": "files", "root": "data"}},
        "datasets": {"orders": dataset()},
        "outputs": {"airflow": {}},
        **parts,
    }


def dataset(**parts: Any) -> dict[str, Any]:
    """A dataset that nothing in the spec makes, with more or other parts."""
    return {
        "source": {"connection": "lake", "path": "orders.csv"},
        "columns": {"id": {"type": "integer"}},
        **parts,
    }


def project(value: dict[str, Any], file: str = "opsgen.yaml") -> ProjectGraph:
    """The project of a spec's tree that has no error."""
    environments = tuple(_environment(value, name) for name in environment_names(value))
    return ProjectGraph(environments[0].spec.project.name, file, environments)


def rendered(of: ProjectGraph) -> list[Rendered]:
    """The files of a project's DAGs."""
    assert not list(AIRFLOW.check(of))
    return [Rendered(artifact, render(artifact.template, artifact.values)) for artifact in AIRFLOW.artifacts(of)]


def dags(of: ProjectGraph) -> dict[str, Dag]:
    """The planned DAGs by the end of their path, e.g. `dev/dataset_orders`."""
    return _plans(of, "dag")


def commons(of: ProjectGraph) -> dict[str, Common]:
    """The planned modules that DAGs share, by the end of their path, e.g. `dev/opsgen_common_shop_dev`."""
    return _plans(of, "common")


def _plans(of: ProjectGraph, kind: str) -> dict[str, Any]:
    paths = {artifact.path: artifact.values[kind] for artifact in AIRFLOW.artifacts(of) if kind in artifact.values}
    return {path.removeprefix("dags/").removesuffix(".py"): plan for path, plan in paths.items()}


def said(dag: Dag, name: str) -> Any:
    """The value of an argument of `DAG`."""
    value = dag.arguments.values[name]
    return value.value if isinstance(value, Shared) else value


def arguments(dag: Dag, task_id: str) -> dict[str, Any]:
    """The arguments of a task."""
    task = next(task for task in dag.tasks if task.variable.text == task_id)
    return dict(task.arguments.values)


def write(files: Sequence[Rendered], folder: Path) -> None:
    for file in files:
        path = folder / file.artifact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")


def _environment(value: dict[str, Any], name: str) -> EnvironmentGraph:
    applied = overlay(value, list(_interpolations(value)), name)
    assert applied.findings == []
    spec, findings = load(applied.value)
    assert spec is not None, findings
    image = spec.project.image
    tagged = f"{image.repository}:{spec.project.version}" if image else None
    return build(name, spec, applied.variables, tagged)


def _interpolations(value: object, path: SpecPath = ()) -> Iterator[SpecPath]:
    if isinstance(value, str) and "${var." in value:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from _interpolations(item, (*path, key))
