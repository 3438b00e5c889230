"""A rule demands what another one of the dataset, or a constraint of its column, demands already.

Why: both would be measured and both would fail; whoever changes one of them later forgets the other.

Example:

    columns:
      origin: {type: string, required: true}
    quality:
      - not_null: {column: origin}

Use instead:

    columns:
      origin: {type: string, required: true}

Fix: safe where two rules are the same in all; unsafe otherwise. The second goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics import Code, Finding, Place, Severity
from opsgen.graph.rules import rules_of
from opsgen.repair import remove
from opsgen.spec.compiled import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics import Path
    from opsgen.graph import EnvironmentGraph
    from opsgen.graph.rules import RuleUse
    from opsgen.spec.dataset import Dataset

CODE = Code("DAT110", "repeated-rule", __doc__, Severity.WARNING)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, dataset in graph.spec.datasets.items():
        seen: dict[tuple[str, object], RuleUse] = {}
        for rule in rules_of(name, dataset):
            if rule.body is None:
                continue
            first = seen.setdefault((rule.kind, _demand(rule)), rule)
            same = first.path if first is not rule else _constraint(rule, dataset)
            if same is not None:
                message = f"this `{rule.kind}` says again what is said already"
                related = ((Place(same, "key"), "here it is said first"),)
                is_same = (rule.kind, rule.body) == (first.kind, first.body) and first is not rule
                repair = remove(Place(rule.path[:-1]), "that is said already", safe=is_same)
                yield Finding(Place(rule.path, "key"), message, ("leave one of them out",), related, repair=repair)


def _demand(rule: RuleUse) -> tuple[tuple[str, str], ...]:
    """All that a rule says but for what it is called."""
    said = written(rule.body) - {"name", "description"}
    return tuple((field, repr(getattr(rule.body, field))) for field in sorted(said))


def _constraint(rule: RuleUse, dataset: Dataset) -> Path | None:
    """The constraint of a column that says the same; one with conditions or limits says something else."""
    names = [rule.body.column] if rule.kind == "not_null" else getattr(rule.body, "columns", [])
    if written(rule.body) - {"column", "columns", "name", "description"} or len(names) != 1:
        return None
    column = dataset.columns.get(names[0])
    given = {key for key in ("required", "unique", "primary_key") if column is not None and getattr(column, key)}
    keys = [column for column in dataset.columns.values() if column.primary_key]
    saying = {"not_null": {"required", "primary_key"}, "unique": {"unique"}}
    if len(keys) == 1:
        saying["unique"].add("primary_key")
    said = sorted(given & saying.get(rule.kind, set()))
    return ("datasets", rule.dataset, "columns", names[0], said[0]) if said else None
