"""SQL compares with null by `=` or `<>`.

Why: nothing equals null, not even null, nor differs from it. What is compared is neither true nor false: such an
expression passes every row, and such a `where` leaves none.

Example:

    quality:
      - expression: {name: has-left, sql: "dep_time <> null"}

Use instead:

    quality:
      - expression: {name: has-left, sql: "dep_time is not null"}
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity
from opsgen.sql.safety.uses import sql_uses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("DAT112", "null-comparison", __doc__, Severity.WARNING)

_TOKEN = re.compile(
    r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|/\*.*?\*/|(?P<compared>(?P<sign><>|!=|(?<![<>!:=])==?(?!=))\s*null\b)""",
    re.IGNORECASE | re.DOTALL,
)
"""What has to be passed over, and what is looked for."""


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for use in sql_uses(graph):
        if "null" not in use.sql.casefold():
            continue
        for match in _TOKEN.finditer(use.sql):
            if match["compared"]:
                right = "is null" if match["sign"] in ("=", "==") else "is not null"
                message = f"`{match['sign']} null` is neither true nor false of any value"
                yield Finding(Place(use.path, part=match.span("compared")), message, (f"write `{right}`",))
