"""A quality rule has no limit, so it can never fail.

Why: it looks like a safeguard but is none.

Example:

    quality:
      - row_count: {severity: warn}

Use instead:

    quality:
      - row_count: {min: 1000, severity: warn}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.graph.rules import rules_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("LNG206", "rule-without-limit", __doc__)

BOUNDED = frozenset(
    {"row_count", "range", "length", "mean", "sum", "min", "max", "stddev", "quantile", "distinct_count"}
)
"""The kinds of rule that pass if a value is between `min` and `max`."""


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, dataset in graph.spec.datasets.items():
        for rule in rules_of(name, dataset):
            if rule.body is None:  # YAML reads a key without a value as null.
                help_ = (f"add its arguments: `{rule.kind}: {{…}}`",)
                yield Finding(Place(rule.path, "key"), f"this `{rule.kind}` is empty", help_)
            elif rule.kind in BOUNDED and rule.body.min is None and rule.body.max is None:
                message = f"this `{rule.kind}` has no limit and can never fail"
                yield Finding(Place(rule.path, "key"), message, ("add `min: …`, `max: …` or both",))
