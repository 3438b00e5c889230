"""Two quality rules of a dataset have the same name.

Why: a report by name could not distinguish them, and their histories would be mixed.

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

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.graph.rules import rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.graph import EnvironmentGraph

CODE = Code("REF110", "duplicate-rule-name", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    first: dict[tuple[str, str], Path] = {}
    for rule in rules(graph.spec):
        name = rule.body.name
        if name is None:
            continue
        path = (*rule.path, "name")
        other = first.setdefault((rule.dataset, name), path)
        if other is not path:
            message = f"dataset `{rule.dataset}` has two rules named `{name}`"
            yield Finding(Place(path), message, ("rename one of them",), ((Place(other), "the first is here"),))
