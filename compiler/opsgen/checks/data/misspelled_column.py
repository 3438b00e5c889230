"""SQL names a column that is not declared, and whose name is nearly that of a column that is.

Why: data may have columns that are not declared, but a name that differs in a letter is most likely misspelt. The
SQL then fails when it runs on the data. If the column exists, declare it.

Example:

    columns:
      amount: {type: number}
    quality:
      - expression: {sql: "amont < 1000"}

Use instead:

    columns:
      amount: {type: number}
    quality:
      - expression: {sql: "amount < 1000"}

Fix: unsafe; the declared name is written. A fix does not change `.sql` files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Severity
from opsgen.sql.safety.uses import undeclared_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Finding
    from opsgen.graph import EnvironmentGraph

CODE = Code("SQL107", "misspelled-column", __doc__, Severity.WARNING)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    return undeclared_columns(graph, forbidden=False)
