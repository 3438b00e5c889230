"""A name refers to a dataset that the spec does not define.

Why: whatever depends on it could not be built, or would wait for data that never arrives.

Example:

    transform: {inputs: [fligths], sql: transforms/features.sql}

Use instead:

    transform: {inputs: [flights], sql: transforms/features.sql}

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

CODE = Code("REF103", "unknown-dataset", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    yield from unknown(graph.spec, "dataset")
