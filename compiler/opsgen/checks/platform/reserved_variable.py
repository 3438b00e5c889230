"""A command has its own value for an environment variable that starts with `OPSGEN_`.

Why: opsgen sets these variables to pass the environment, the inputs and the outputs to commands. With another value, a
command could train or write for the wrong environment. The only exception is OPSGEN_ARTIFACTS of a deployment, whose
model files may be elsewhere.

Example:

    ingest: {command: [python, -m, flights.ingest], environment: {OPSGEN_ENV: prod}}

Use instead:

    ingest: {command: [python, -m, flights.ingest], environment: {FLIGHTS_STAGE: prod}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.checks.tasks import tasks
from opsgen.diagnostics.model import Code, Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("LNG216", "reserved-variable", __doc__)

PREFIX = "OPSGEN_"
OF_DEPLOYMENTS = "OPSGEN_ARTIFACTS"


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for path, task in tasks(graph.spec):
        for name in task.environment:
            if name.startswith(PREFIX) and (path[0], name) != ("deployments", OF_DEPLOYMENTS):
                message = f"`{name}` is reserved: opsgen sets all variables that start with `{PREFIX}`"
                help_ = ("rename it; the variables of the spec are passed as OPSGEN_VAR_…",)
                yield Finding(Place((*path, "environment", name), "key"), message, help_)
