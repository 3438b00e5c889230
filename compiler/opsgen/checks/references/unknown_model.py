"""A model is named that the spec does not have.

Why: a deployment would be rolled out without knowing which model it serves, and whose gates it must have passed.

Example:

    models:
      delay: {task: classification}
    deployments:
      delay-api: {type: online, model: delays}

Use instead:

    deployments:
      delay-api: {type: online, model: delay}

Fix: safe for a name that differs only by case, `-` or `_` from one that exists; unsafe for one that is clearly
nearest to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.checks.references.unknown import unknown
from opsgen.diagnostics.model import Code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Finding
    from opsgen.graph import EnvironmentGraph

CODE = Code("REF105", "unknown-model", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    yield from unknown(graph.spec, "model")
