"""SQL reads something other than the datasets of the spec, or calls a function that could.

Why: otherwise whoever can change a spec could read every file and address that the checking process can reach. SQL may
read only declared datasets of one engine, and may call only functions that compute values.

Example:

    quality:
      - query: {sql: "select * from read_csv('/etc/passwd')"}

Use instead:

    quality:
      - query: {sql: "select * from flights where origin = dest"}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code
from opsgen.sql.safety.uses import refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Finding
    from opsgen.graph import EnvironmentGraph

CODE = Code("SQL103", "forbidden-sql-access", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    return refused(graph, "outside")
