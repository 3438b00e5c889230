"""A rule's limit is one that no data can exceed.

Why: the rule looks like protection and is none: a share of 1 lets every row break it, and no dataset has fewer than 0
rows.

Example:

    quality:
      - not_null: {column: dep_delay, max_fraction: 1}
      - row_count: {min: 0}

Use instead:

    quality:
      - not_null: {column: dep_delay, max_fraction: 0.03}
      - row_count: {min: 300000}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics import Code, Finding, Place, Severity
from opsgen.graph.rules import rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics import Path
    from opsgen.graph import EnvironmentGraph
    from opsgen.graph.rules import RuleUse

CODE = Code("DAT107", "never-fails", __doc__, Severity.WARNING)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for rule in rules(graph.spec):
        path = _share(rule) or _count(rule)
        if path is not None:
            message = f"this `{rule.kind}` can never fail"
            yield Finding(Place(path), message, ("set a limit that bad data would exceed, or leave the rule out",))
    for name, dataset in graph.spec.datasets.items():
        for column_name, column in dataset.columns.items():
            if column.references and column.references.max_fraction == 1:
                path = ("datasets", name, "columns", column_name, "references", "max_fraction")
                message = "this reference can never fail"
                yield Finding(Place(path), message, ("set a share that bad data would exceed",))


def _share(rule: RuleUse) -> Path | None:
    return (*rule.path, "max_fraction") if getattr(rule.body, "max_fraction", None) == 1 else None


def _count(rule: RuleUse) -> Path | None:
    """Where a number of rows, values or characters need not be more than none."""
    if rule.kind not in ("row_count", "distinct_count", "length") or rule.body.max is not None:
        return None
    return (*rule.path, "min") if rule.body.min == 0 else None
