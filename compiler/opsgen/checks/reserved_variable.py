"""A command is given an environment variable of its own whose name begins with `OPSGEN_`.

Why: opsgen tells commands by such variables where they run and what they are to make. A command that is told something
else would train or write in the name of another environment. Only where a model's files are, which a deployment may
find elsewhere, is its own to say: OPSGEN_ARTIFACTS.

Example:

    ingest: {command: [python, -m, flights.ingest], environment: {OPSGEN_ENV: prod}}

Use instead:

    ingest: {command: [python, -m, flights.ingest], environment: {FLIGHTS_STAGE: prod}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics import Code, Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opsgen.diagnostics import Path
    from opsgen.graph import EnvironmentGraph
    from opsgen.spec.root import Spec

CODE = Code("LNG216", "reserved-variable", __doc__)

PREFIX = "OPSGEN_"
OF_DEPLOYMENTS = "OPSGEN_ARTIFACTS"


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for path, names in _environments(graph.spec):
        for name in names:
            if name.startswith(PREFIX) and (path[0], name) != ("deployments", OF_DEPLOYMENTS):
                message = f"`{name}` is for opsgen to set, as every variable whose name begins with `{PREFIX}`"
                help_ = ("give it another name; what differs between environments is told as OPSGEN_VAR_…",)
                yield Finding(Place((*path, "environment", name), "key"), message, help_)


def _environments(spec: Spec) -> Iterator[tuple[Path, Iterable[str]]]:
    """The environment variables of each command of the project's own."""
    for name, dataset in spec.datasets.items():
        if dataset.ingest:
            yield ("datasets", name, "ingest"), dataset.ingest.environment
        if dataset.transform:
            yield ("datasets", name, "transform"), dataset.transform.environment
    for name, model in spec.models.items():
        yield ("models", name, "train"), model.train.environment
        if model.explain:
            yield ("models", name, "explain"), model.explain.environment
    for name, deployment in spec.deployments.items():
        yield ("deployments", name), deployment.environment
