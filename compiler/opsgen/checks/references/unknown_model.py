"""A name refers to a model that the spec does not define.

Why: opsgen could not tell which model the deployment serves, nor which gates the model must pass.

Example:

    models:
      delay: {task: classification}
    deployments:
      delay-api: {type: online, model: delays}

Use instead:

    deployments:
      delay-api: {type: online, model: delay}

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

CODE = Code("REF105", "unknown-model", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    yield from unknown(graph.spec, "model")
