"""A rule about one figure of many rows does not say whether it is about each partition or about the whole dataset.

Why: a limit for the rows of a day is seldom one for all days. `row_count: {min: 300000}` of a year would fail for each
day, and a limit for a day would always pass for a year. Such a change must not happen silently, when a dataset gets
partitions. Without partitions, `scope` has no meaning.

Example:

    partition: {column: day, by: day}
    quality:
      - row_count: {min: 300}

Use instead:

    partition: {column: day, by: day}
    quality:
      - row_count: {min: 300, scope: partition}
      - row_count: {min: 300000, scope: dataset}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.checks.data.conflicting_constraints import STATISTICS
from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.graph.partitioned import is_partitioned
from opsgen.graph.rules import rules_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("LNG224", "rule-scope", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, dataset in graph.spec.datasets.items():
        has_partitions = is_partitioned(dataset)
        for rule in rules_of(name, dataset):
            if rule.kind not in STATISTICS or rule.body is None:
                continue
            if has_partitions and rule.body.scope is None:
                message = f"`{rule.kind}` does not say whether it is about each partition or about the whole dataset"
                help_ = ("add `scope: partition` to check the rows of each partition", "or `scope: dataset` for all")
                yield Finding(Place(rule.path, "key"), message, help_)
            elif not has_partitions and rule.body.scope is not None:
                message = f"`scope` applies to datasets with partitions, and `{name}` has none"
                remedy = "remove `scope`, or add `partition: {column: …, by: day}` to the dataset"
                yield Finding(Place((*rule.path, "scope"), "key"), message, (remedy,))
