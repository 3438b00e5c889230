"""SQL reads something else than the datasets of the spec, or calls a function that may.

Why: whoever can change a spec could read any file or address that the process which checks data can. SQL sees declared
datasets behind the same kind of connection, and calls only functions that compute something.

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
