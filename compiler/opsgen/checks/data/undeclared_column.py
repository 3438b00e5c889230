"""SQL names an undeclared column although `schema_match` forbids other columns.

Why: with `schema_match: {extra_columns: forbid}` the dataset has only its declared columns. The SQL can never run on
data that passes its check.

Example:

    columns:
      amount: {type: number}
    quality:
      - schema_match: {extra_columns: forbid}
      - expression: {sql: "discount < 1"}

Use instead:

    columns:
      amount: {type: number}
    quality:
      - schema_match: {extra_columns: forbid}
      - expression: {sql: "amount < 1000"}

Fix: unsafe, if the name resembles that of a declared column. A fix does not change `.sql` files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code
from opsgen.sql.safety.uses import undeclared_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Finding
    from opsgen.graph import EnvironmentGraph

CODE = Code("SQL108", "undeclared-column", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    return undeclared_columns(graph, forbidden=True)
