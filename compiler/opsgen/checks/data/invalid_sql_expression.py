"""SQL is not a single boolean expression over the columns of a row.

Why: opsgen evaluates an `expression` for each row, and `where` selects rows. A statement, an aggregate or a number is
neither true nor false for a row.

Example:

    quality:
      - expression: {sql: "avg(distance) > 100"}

Use instead:

    quality:
      - mean: {column: distance, min: 100}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code
from opsgen.sql.safety.uses import refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Finding
    from opsgen.graph import EnvironmentGraph

CODE = Code("SQL101", "invalid-sql-expression", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    return refused(graph, "expression")
