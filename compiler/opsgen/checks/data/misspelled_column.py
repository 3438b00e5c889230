"""SQL names an undeclared column whose name resembles a declared one.

Why: data may have columns that are not declared, but a name that differs by a letter is most likely a typo. The SQL
would then fail when it runs. If the column exists, declare it.

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

Fix: unsafe; writes the declared name. A fix does not change `.sql` files.
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
