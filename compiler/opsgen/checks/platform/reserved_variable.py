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
                message = f"`{name}` is for opsgen to set, as every variable whose name begins with `{PREFIX}`"
                help_ = ("give it another name; what differs between environments is told as OPSGEN_VAR_…",)
                yield Finding(Place((*path, "environment", name), "key"), message, help_)
