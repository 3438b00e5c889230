"""A SELECT with aggregates names a column that is neither aggregated nor in its GROUP BY.

Why: an aggregate has one value for many rows, which may differ in the column. Every engine rejects such a SELECT, but
only when it runs. PostgreSQL's exception for primary keys does not apply: opsgen reads datasets through WITH queries,
where PostgreSQL does not see the key.

Example:

    quality:
      - query: {sql: "select customer_id, sum(amount) as total from orders having sum(amount) < 0"}

Use instead:

    quality:
      - query: {sql: "select customer_id, sum(amount) as total from orders group by customer_id having sum(amount) < 0"}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code
from opsgen.sql.safety.uses import ungrouped_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Finding
    from opsgen.graph import EnvironmentGraph

CODE = Code("SQL109", "ungrouped-column", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    return ungrouped_columns(graph)
