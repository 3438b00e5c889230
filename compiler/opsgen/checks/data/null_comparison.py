"""SQL compares with null by `=` or `<>`.

Why: nothing equals null or differs from it, not even null. The comparison is neither true nor false: such an expression
passes every row, and such a `where` returns none.

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
"""Strings, quoted names and comments come first, so that nothing inside them is found."""


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for use in sql_uses(graph):
        if "null" not in use.sql.casefold():
            continue
        for match in _TOKEN.finditer(use.sql):
            if match["compared"]:
                right = "is null" if match["sign"] in ("=", "==") else "is not null"
                message = f"`{match['sign']} null` is neither true nor false, whatever the value"
                yield Finding(Place(use.path, part=match.span("compared")), message, (f"write `{right}`",))
