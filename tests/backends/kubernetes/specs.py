"""Specs for tests, the projects that they describe, and what the Kubernetes backend makes of those."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from ruamel.yaml import YAML

from opsgen.backends import KUBERNETES
from opsgen.backends.api import Rendered
from opsgen.environments.overlay import environment_names, overlay
from opsgen.graph import ProjectGraph
from opsgen.graph.project import build
from opsgen.language.validate.load import load
from opsgen.render.jinja import render

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsgen.backends.api import Artifact

FLIGHT_DELAYS = Path(__file__).parents[3] / "examples" / "flight-delays" / "opsgen.yaml"

BASE: dict[str, Any] = {
    "version": 1,
    "project": {"name": "birds", "owner": "research", "image": {"repository": "ghcr.io/example/birds"}},
    "environments": {"prod": {"kubernetes": {"namespace": "birds"}}},
    "connections": {"lake": {"type": "files", "root": "s3://birds"}},
    "datasets": {
        name: {
            "source": {"connection": "lake", "path": f"{name}.parquet"},
            "columns": {"species": {"type": "string"}},
        }
        for name in ("sightings", "requests", "counts")
    },
    "models": {
        "rare": {
            "task": "classification",
            "features": {"dataset": "sightings", "columns": ["species"]},
            "train": {"command": ["python", "-m", "birds.train"]},
            "registry": {"type": "mlflow", "uri": {"secret": "MLFLOW"}},
        }
    },
    "outputs": {"kubernetes": {}},
}

SERVER: dict[str, Any] = {"type": "online", "command": ["python", "-m", "birds.serve"]}
JOB: dict[str, Any] = {"type": "batch", "command": ["python", "-m", "birds.count"], "schedule": "0 4 * * *"}
MONITOR: dict[str, Any] = {
    "schedule": "30 * * * *",
    "reference": "sightings",
    "current": "requests",
    "drift": [{"column": "species", "metric": "psi", "max": 0.2}],
}
EXPOSURE: dict[str, Any] = {"host": "birds.example.com"}
OBJECTIVES: dict[str, Any] = {"availability": 99.9, "latency_p99": "300ms"}

VARIANTS: dict[str, dict[str, Any]] = {
    "rolling": {},
    "fixed": {"scaling": {"min": 2, "max": 2}, "objectives": OBJECTIVES},
    "canary": {"rollout": {"strategy": "canary"}, "exposure": EXPOSURE, "objectives": OBJECTIVES},
    "canary by replicas": {"rollout": {"strategy": "canary", "steps": [50, 100]}},
    "blue/green": {"rollout": {"strategy": "blue_green"}, "objectives": OBJECTIVES, "exposure": EXPOSURE},
    "kserve": {"serving": "kserve", "exposure": EXPOSURE, "objectives": OBJECTIVES},
    "ingress": {"exposure": EXPOSURE | {"type": "ingress", "ingress_class": "nginx", "tls_secret": "birds-tls"}},
    "gpu": {"resources": {"gpu": {"count": 2, "product": "NVIDIA-L4"}, "limits": {"memory": "64Mi"}}},
    "secrets": {"environment": {"TOKEN": {"secret": "API_TOKEN"}, "LEVEL": "info"}, "model": "rare"},
    "monitor": {"monitor": MONITOR, "model": "rare"},
    "probes": {"probes": {"liveness": "/live", "readiness": "/ready", "startup": "/up", "startup_timeout": "20m"}},
}
"""Servers of each kind: what differs from `SERVER`."""


def spec(**parts: Any) -> dict[str, Any]:
    """The base, with these parts merged into it."""
    return merged(BASE, parts)


def served(**parts: Any) -> dict[str, Any]:
    """A spec with one server, `api`, of which these parts differ."""
    return spec(deployments={"api": merged(SERVER, parts)})


def merged(base: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    """A copy of a tree, with these parts put in key by key."""
    result = deepcopy(base)
    for key, value in parts.items():
        old = result.get(key)
        result[key] = merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else deepcopy(value)
    return result


def flight_delays() -> dict[str, Any]:
    """The reference spec."""
    tree: dict[str, Any] = YAML(typ="safe", pure=True).load(FLIGHT_DELAYS)
    return tree


def everything() -> dict[str, Any]:
    """A spec that makes an object of every kind."""
    servers = {name.replace(" ", "-").replace("/", "-"): merged(SERVER, parts) for name, parts in VARIANTS.items()}
    for name, server in servers.items():
        if "exposure" in server:
            server["exposure"] = server["exposure"] | {"host": f"{name}.example.com"}
    jobs = {
        "count": JOB | {"orchestrator": "kubernetes"},
        "count-again": JOB | {"inputs": ["sightings"], "model": "rare"},
    }
    options = {"pull_secret": "registry"}
    return spec(
        environments={"prod": {"runner": "kubernetes"}},
        deployments=servers | jobs,
        outputs={"airflow": {}, "kubernetes": options},
    )


SPECS = {"flight-delays": flight_delays, "everything": everything}


PIN = f"7@sha256:{'0123456789abcdef' * 4}"


def project(tree: dict[str, Any], spec_file: str = "opsgen.yaml", pin: str | None = PIN) -> ProjectGraph:
    """The project that a spec describes, with the same version of all models pinned."""
    graphs = []
    for name in environment_names(tree):
        applied = overlay(tree, list(_interpolated(tree)), name)
        assert not applied.findings
        loaded, problems = load(applied.value)
        assert loaded is not None, problems
        models = {} if pin is None else dict.fromkeys(loaded.models, pin)
        graphs.append(build(name, loaded, applied.variables, None)._replace(models=models))
    return ProjectGraph(graphs[0].spec.project.name, spec_file, tuple(graphs))


def planned(tree: dict[str, Any], pin: str | None = PIN) -> list[Artifact]:
    """The plan of a spec that has no finding."""
    of = project(tree, pin=pin)
    assert not list(KUBERNETES.check(of))
    return list(KUBERNETES.artifacts(of))


def rendered(plan: Iterable[Artifact]) -> list[Rendered]:
    """The text of every file."""
    return [Rendered(artifact, render(artifact.template, artifact.values)) for artifact in plan]


def manifests(tree: dict[str, Any]) -> dict[str, Any]:
    """Every file of a spec as a reader of YAML 1.1 has it, such as Kubernetes, by its path below `deploy`."""
    return {
        each.artifact.path.removeprefix("deploy/"): yaml.load(each.text, yaml.CSafeLoader)
        for each in rendered(planned(tree))
    }


def identity(manifest: dict[str, Any]) -> tuple[str, str, str]:
    """What tells an object from others of its namespace."""
    return manifest["apiVersion"], manifest["kind"], manifest["metadata"]["name"]


def findings(tree: dict[str, Any]) -> list[tuple[str, tuple[str | int, ...]]]:
    """The codes of what is wrong with a spec, each with its path."""
    return [(code.code, finding.place.path) for code, finding in KUBERNETES.check(project(tree))]


def _interpolated(node: Any, path: tuple[str | int, ...] = ()) -> Any:
    if isinstance(node, str):
        if "${var." in node:
            yield path
    elif isinstance(node, dict | list):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from _interpolated(value, (*path, key))
