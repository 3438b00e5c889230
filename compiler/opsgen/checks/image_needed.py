"""Airflow's tasks run in pods, but the project has no image that these could run.

Why: a pod runs a container image; nothing else can bring the project's code into the cluster.

Example:

    project: {name: flight-delays, owner: ml}
    environments: {prod: {runner: kubernetes}}

Use instead:

    project:
      name: flight-delays
      owner: ml
      image: {repository: ghcr.io/example/flight-delays, build: .}
    environments: {prod: {runner: kubernetes}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.checks.pods import environments_with_pods
from opsgen.diagnostics import Code, Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("PLT202", "image-needed", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    runners = [Place(("environments", name, "runner")) for name in environments_with_pods(graph)]
    if runners and graph.spec.project.image is None:
        related = tuple((runner, "these tasks run in pods") for runner in runners)
        help_ = ("add `image: {repository: REGISTRY/NAME}` to the project",)
        yield Finding(Place(("project",), "key"), "the project has no image that its pods could run", help_, related)
