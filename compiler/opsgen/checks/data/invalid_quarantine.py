"""Rows that fail a rule cannot be moved to the dataset that its `quarantine` names.

Why: opsgen moves failing rows before it publishes the others. Data that is published in place is already visible by
then, and a dataset with a producer of its own would lose the rows at its next run.

Example:

    flights:
      ingest: {command: [python, -m, my_project.ingest]}
      quality:
        - not_null: {column: dest, quarantine: flights}

Use instead:

    flights:
      ingest: {command: [python, -m, my_project.ingest]}
      publish: after_checks
      quality:
        - not_null: {column: dest, quarantine: flights_rejected}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.graph.rules import rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph
    from opsgen.graph.rules import RuleUse

CODE = Code("LNG228", "invalid-quarantine", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for rule in rules(graph.spec):
        quarantine = getattr(rule.body, "quarantine", None)
        if quarantine is not None and quarantine in graph.datasets:
            yield from _check(graph, rule, quarantine)


def _check(graph: EnvironmentGraph, rule: RuleUse, quarantine: str) -> Iterator[Finding]:
    place, producer = Place((*rule.path, "quarantine")), graph.datasets[quarantine].producer
    if quarantine == rule.dataset:
        help_ = f"name another dataset, such as `{rule.dataset}_rejected`"
        yield Finding(place, "rows that fail a rule of a dataset cannot be moved to that dataset", (help_,))
        return
    if producer.kind != "external":
        how = f"deployment `{producer.deployment}`" if producer.deployment else f"its `{producer.kind}`"
        message = f"`{quarantine}` is produced by {how}, which would overwrite the rows that are moved there"
        related = ((Place(("datasets", quarantine), "key"), f"`{quarantine}` is defined here"),)
        yield Finding(place, message, ("name a dataset without a producer",), related)
    if not graph.datasets[rule.dataset].is_staged:
        message = f"rows can be moved only before they are published, and `{rule.dataset}` is published in place"
        if graph.datasets[rule.dataset].producer.kind in ("external", "online"):
            message = f"rows can be moved only before they are published, and opsgen does not publish `{rule.dataset}`"
            yield Finding(place, message, ("remove `quarantine`",))
            return
        yield Finding(place, message, (f"add `publish: after_checks` to `{rule.dataset}`",))
