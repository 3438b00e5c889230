"""SQL is not a single SELECT that only reads.

Why: a quality check must not change the data that it reads. opsgen refuses several statements, and any statement that
writes, locks, configures or may never end, before anything runs.

Example:

    quality:
      - query: {sql: "delete from flights where distance < 0"}

Use instead:

    quality:
      - query: {sql: "select * from flights where distance < 0"}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code
from opsgen.sql.safety.uses import refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Finding
    from opsgen.graph import EnvironmentGraph

CODE = Code("SQL102", "sql-not-read-only", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    return refused(graph, "select")
