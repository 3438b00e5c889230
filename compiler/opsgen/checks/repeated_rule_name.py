"""Two quality rules of a dataset have the same name.

Why: a report that names the rule would not tell which of them failed, and their histories would be mixed up.

Example:

    quality:
      - row_count: {name: enough, min: 1000}
      - mean: {name: enough, column: distance, min: 100}

Use instead:

    quality:
      - row_count: {name: enough-rows, min: 1000}
      - mean: {name: far-enough, column: distance, min: 100}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics import Code, Finding, Place
from opsgen.graph.rules import rules
from opsgen.repair import remove

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph
    from opsgen.graph.rules import RuleUse

CODE = Code("REF110", "repeated-rule-name", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    first: dict[tuple[str, str], RuleUse] = {}
    for rule in rules(graph.spec):
        name = rule.body.name
        if name is None:
            continue
        other = first.setdefault((rule.dataset, name), rule)
        if other is not rule:
            message = f"dataset `{rule.dataset}` has two rules named `{name}`"
            place, related = Place((*rule.path, "name")), ((Place((*other.path, "name")), "the first is here"),)
            is_same = (rule.kind, rule.body) == (other.kind, other.body)
            repair = remove(Place(rule.path[:-1]), "the first says the same", safe=True) if is_same else None
            yield Finding(place, message, ("rename one of them",), related, repair=repair)
