"""A name refers to a team that the spec does not define.

Why: nobody would be notified of failures, and nobody could approve a deployment. In a spec without `teams:`, an owner
is free text.

Example:

    teams: {data-platform: {email: data-platform@example.com}}
    datasets:
      flights: {owner: data-plattform}

Use instead:

    datasets:
      flights: {owner: data-platform}

Fix: safe for a name that differs only by case, `-` or `_` from an existing one; unsafe for a name that clearly
resembles one existing name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.checks.references.unknown import unknown
from opsgen.diagnostics.model import Code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Finding
    from opsgen.graph import EnvironmentGraph

CODE = Code("REF101", "unknown-team", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for finding in unknown(graph.spec, "team"):
        if graph.spec.teams or finding.place.path[-1] != "owner":
            yield finding
