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

import re
from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity
from opsgen.graph.members import members
from opsgen.graph.rules import rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.graph import EnvironmentGraph
    from opsgen.graph.rules import RuleUse
    from opsgen.language.dataset import Value

CODE = Code("DAT107", "rule-never-fails", __doc__, Severity.WARNING)


_TRUE = re.compile(r"\s*(?:true|(\d+)\s*=\s*\1)\s*", re.IGNORECASE)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for rule in rules(graph.spec):
        member = members(graph.spec.datasets[rule.dataset]).get(getattr(rule.body, "column", ""))
        path = (
            _share(rule)
            or _count(rule)
            or _distinct(rule, member.declared if member else None)
            or _itself(rule)
            or _constant(rule)
        )
        if path is not None:
            message = f"this `{rule.kind}` can never fail"
            yield Finding(Place(path), message, ("set a limit that bad data would exceed, or leave the rule out",))
    for name, dataset in graph.spec.datasets.items():
        for column_name, column in dataset.columns.items():
            if column.references and column.references.max_fraction == 1:
                path = ("datasets", name, "columns", column_name, "references", "max_fraction")
                message = "this reference can never fail"
                yield Finding(Place(path), message, ("set a share that bad data would exceed",))
            elif column.references and column.references.to == f"{name}.{column_name}":
                path = ("datasets", name, "columns", column_name, "references", "to")
                message = f"`{column_name}` refers to itself, which can never fail"
                yield Finding(Place(path), message, ("name the column of the other dataset, or leave it out",))


def _share(rule: RuleUse) -> Path | None:
    return (*rule.path, "max_fraction") if getattr(rule.body, "max_fraction", None) == 1 else None


def _count(rule: RuleUse) -> Path | None:
    """Where a number of rows, values or characters need not be more than none."""
    if rule.kind not in ("row_count", "distinct_count", "length") or rule.body.max is not None:
        return None
    return (*rule.path, "min") if rule.body.min == 0 else None


def _distinct(rule: RuleUse, column: Value | None) -> Path | None:
    """Where there may be as many values as the column's constraint allows at most."""
    if rule.kind != "distinct_count" or column is None or not column.allowed or rule.body.min or not rule.body.max:
        return None
    return (*rule.path, "max") if rule.body.max >= len(set(map(str, column.allowed))) else None


def _itself(rule: RuleUse) -> Path | None:
    is_same = rule.kind == "references" and rule.body.to == f"{rule.dataset}.{rule.body.column}"
    return (*rule.path, "to") if is_same else None


def _constant(rule: RuleUse) -> Path | None:
    return (*rule.path, "sql") if rule.kind == "expression" and _TRUE.fullmatch(rule.body.sql) else None
