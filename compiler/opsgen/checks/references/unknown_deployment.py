"""A name refers to a deployment that the spec does not define.

Why: the dataset that the deployment should write would never receive data.

Example:

    datasets:
      requests: {produced_by: deployments.delay-apo}
    deployments:
      delay-api: {type: online}

Use instead:

    datasets:
      requests: {produced_by: deployments.delay-api}

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

CODE = Code("REF106", "unknown-deployment", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    yield from unknown(graph.spec, "deployment")
