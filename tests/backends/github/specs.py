"""Specs for tests, and the projects that the stages before the backends make of them."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from opsgen.backends import GITHUB
from opsgen.backends.api import Artifact, Rendered
from opsgen.environments.overlay import environment_names, overlay
from opsgen.graph import ProjectGraph
from opsgen.graph.project import build
from opsgen.language.root import Spec
from opsgen.render.jinja import render

EXAMPLES = Path(__file__).parents[3] / "examples"

MINIMAL: dict[str, Any] = {
    "version": 1,
    "project": {"name": "birds", "owner": "research"},
    "connections": {"lake": {"type": "files", "root": "data"}},
    "datasets": {
        "sightings": {
            "source": {"connection": "lake", "path": "sightings.csv"},
            "columns": {"species": {"type": "string"}},
        }
    },
    "outputs": {"github": {}},
}

MODEL: dict[str, Any] = {
    "task": "classification",
    "features": {"dataset": "sightings", "columns": ["species"]},
    "train": {"command": ["python", "-m", "birds.train"]},
}

SERVER: dict[str, Any] = {"type": "online", "model": "rare", "command": ["python", "-m", "birds.serve"]}


def example(name: str) -> dict[str, Any]:
    tree: dict[str, Any] = YAML(typ="safe", pure=True).load(EXAMPLES / name / "opsgen.yaml")
    return tree


def spec(**parts: Any) -> dict[str, Any]:
    """The minimal spec, with these parts merged into it."""
    return merged(MINIMAL, parts)


def deployed(**parts: Any) -> dict[str, Any]:
    """A spec with a model and a server that are promoted from dev to staging to prod."""
    environments = {name: {"kubernetes": {"namespace": f"birds-{name}"}} for name in ("dev", "staging", "prod")}
    base = spec(
        project={"image": {"repository": "ghcr.io/example/birds", "build": "."}},
        environments=environments,
        models={"rare": MODEL},
        deployments={"rare-api": SERVER},
        outputs={"kubernetes": {}},
    )
    return merged(base, parts)


def merged(base: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    """A copy of a tree, with these parts put in key by key."""
    result = deepcopy(base)
    for key, value in parts.items():
        old = result.get(key)
        result[key] = merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else deepcopy(value)
    return result


def project(
    tree: dict[str, Any], *, pinned: dict[str, str] | None = None, spec_file: str = "opsgen.yaml", folder: str = ""
) -> ProjectGraph:
    """The project that a spec describes, with the images that opsgen.lock would pin."""
    environments = []
    for name in environment_names(tree):
        applied = overlay(tree, interpolated(tree), name)
        assert not applied.findings
        parsed = Spec.model_validate(applied.value)
        environments.append(build(name, parsed, applied.variables, (pinned or {}).get(name)))
    return ProjectGraph(tree["project"]["name"], spec_file, tuple(environments), folder)


def interpolated(node: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The paths of the texts that hold variables."""
    if isinstance(node, dict | list):
        items = node.items() if isinstance(node, dict) else enumerate(node)
        return [found for key, item in items for found in interpolated(item, (*path, key))]
    return [path] if isinstance(node, str) and "${var." in node else []


def rendered(project: ProjectGraph) -> list[Rendered]:
    return [Rendered(artifact, text(artifact)) for artifact in GITHUB.artifacts(project)]


def text(artifact: Artifact) -> str:
    return render(artifact.template, artifact.values)


def files(tree: dict[str, Any], **options: Any) -> dict[str, str]:
    """The workflows of a spec by their path."""
    return {each.artifact.path: each.text for each in rendered(project(tree, **options))}


def workflows(tree: dict[str, Any], **options: Any) -> dict[str, dict[str, Any]]:
    """The workflows of a spec by the end of their name, as GitHub reads them."""
    prefix = f"{tree['project']['name']}-"
    read = YAML(typ="safe", pure=True).load
    found = files(tree, **options)
    return {
        Path(path).stem.removeprefix(prefix): read(content)
        for path, content in found.items()
        if path.endswith(".yml") and "/actions/" not in path
    }
