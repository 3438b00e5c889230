"""A regular expression is not portable across engines, or could run without end.

Why: a rule must find the same rows on every engine, and no value may hang a check. Expressions follow RE2: `\\d`,
`\\w` and `\\s` are ASCII, and `.` is not a newline. They must match the whole value. Not supported, because engines
differ: flags, boundaries and inner anchors, nested sets, more than 255 repeats. Spark, Snowflake and Trino backtrack.
For them, a repeat must not match the same text in several ways.

Example:

    columns:
      code: {type: string, pattern: "(?i)[a-z]{3}"}

Use instead:

    columns:
      code: {type: string, pattern: "[A-Za-z]{3}"}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.graph.members import members
from opsgen.graph.rules import rules_of
from opsgen.sql.safety import BACKTRACKING, DIALECTS
from opsgen.sql.safety.regex import PatternError, portable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.graph import EnvironmentGraph

CODE = Code("SQL104", "unportable-pattern", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, path, pattern in _patterns(graph):
        try:
            portable(pattern)
        except PatternError as error:
            yield Finding(Place(path), str(error))
            continue
        connection = graph.spec.connections.get(graph.spec.datasets[name].source.connection)
        if connection is not None and DIALECTS[connection.type] in BACKTRACKING and _explodes(pattern):
            message = f"this repetition matches the same text in many ways, and {connection.type} would try them all"
            help_ = ("rewrite it without ambiguity: `(a+)+` is `a+`, and `(a?b?)*` is `[ab]*`",)
            yield Finding(Place(path), message, help_)


def _explodes(pattern: str) -> bool:
    from opsgen.sql.safety.ambiguity import explodes

    return explodes(pattern)


def _patterns(graph: EnvironmentGraph) -> Iterator[tuple[str, Path, str]]:
    for name, dataset in graph.spec.datasets.items():
        for member in members(dataset).values():
            if member.declared.pattern is not None:
                yield name, (*member.path(name), "pattern"), member.declared.pattern
        for rule in rules_of(name, dataset):
            if rule.kind == "pattern" and rule.body is not None:
                yield name, (*rule.path, "regex"), rule.body.regex
