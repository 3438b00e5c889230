"""No data can exceed the limit of a rule.

Why: the rule looks like protection but is none. A `max_fraction` of 1 allows every row to fail, and no dataset has
fewer than 0 rows.

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
            _fraction(rule)
            or _count(rule)
            or _distinct(rule, member.declared if member else None)
            or _self_reference(rule)
            or _constant(rule)
        )
        if path is not None:
            message = f"this `{rule.kind}` can never fail"
            yield Finding(Place(path), message, ("set a limit that bad data would exceed, or remove the rule",))
    for name, dataset in graph.spec.datasets.items():
        for column_name, column in dataset.columns.items():
            if column.references and column.references.max_fraction == 1:
                path = ("datasets", name, "columns", column_name, "references", "max_fraction")
                message = "this reference can never fail"
                yield Finding(Place(path), message, ("set a fraction that bad data would exceed",))
            elif column.references and column.references.to == f"{name}.{column_name}":
                path = ("datasets", name, "columns", column_name, "references", "to")
                message = f"`{column_name}` refers to itself, so the reference can never fail"
                yield Finding(Place(path), message, ("name the column of another dataset, or remove the reference",))


def _fraction(rule: RuleUse) -> Path | None:
    if getattr(rule.body, "quarantine", None) is not None:
        return None  # All rows may be moved; the others are published.
    return (*rule.path, "max_fraction") if getattr(rule.body, "max_fraction", None) == 1 else None


def _count(rule: RuleUse) -> Path | None:
    """The path of a minimum of 0 rows, values or characters."""
    if rule.kind not in ("row_count", "distinct_count", "length") or rule.body.max is not None:
        return None
    return (*rule.path, "min") if rule.body.min == 0 else None


def _distinct(rule: RuleUse, column: Value | None) -> Path | None:
    """The path of a maximum that allows all values that the column may have."""
    if rule.kind != "distinct_count" or column is None or not column.allowed or rule.body.min or not rule.body.max:
        return None
    return (*rule.path, "max") if rule.body.max >= len(set(map(str, column.allowed))) else None


def _self_reference(rule: RuleUse) -> Path | None:
    is_same = rule.kind == "references" and rule.body.to == f"{rule.dataset}.{rule.body.column}"
    return (*rule.path, "to") if is_same else None


def _constant(rule: RuleUse) -> Path | None:
    return (*rule.path, "sql") if rule.kind == "expression" and _TRUE.fullmatch(rule.body.sql) else None
