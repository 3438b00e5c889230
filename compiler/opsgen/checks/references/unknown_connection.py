"""A name refers to a connection that the spec does not define.

Why: opsgen cannot tell where the data is stored.

Example:

    connections: {lake: {type: files, root: data}}
    datasets:
      flights:
        source: {connection: lakes, path: raw/flights.csv}

Use instead:

    datasets:
      flights:
        source: {connection: lake, path: raw/flights.csv}

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

CODE = Code("REF102", "unknown-connection", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    yield from unknown(graph.spec, "connection")
