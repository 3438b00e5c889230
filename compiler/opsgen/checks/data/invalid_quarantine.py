"""A rule cannot move the rows that fail it to the dataset that its `quarantine` names.

Why: opsgen moves these rows after they are written and before the others are published, so it must publish the dataset
itself. A limit is required, because otherwise a mistake in the source could move every row, and an empty dataset would
be published.

Example:

    flights:
      ingest: {command: [python, -m, my_project.ingest]}
      quality:
        - not_null: {column: dest, quarantine: flights_rejected}

Use instead:

    flights:
      ingest: {command: [python, -m, my_project.ingest]}
      publish: after_checks
      quality:
        - not_null: {column: dest, quarantine: flights_rejected, max_fraction: 0.02}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.graph.rules import LABELS, quarantining, rules_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import DatasetNode, EnvironmentGraph
    from opsgen.graph.rules import Quarantining, RuleUse

CODE = Code("LNG228", "invalid-quarantine", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, dataset in graph.spec.datasets.items():
        found = [each for each in quarantining(name, dataset) if each.target in graph.datasets]
        if not found:
            continue
        for rule in rules_of(name, dataset):
            if getattr(rule.body, "quarantine", None) is not None:
                yield from _limits(rule)
        first, *others = found
        if first.target == name:
            help_ = f"name another dataset, such as `{name}_rejected`"
            yield Finding(
                Place(first.path), "rows that fail a rule of a dataset cannot be moved to that dataset", (help_,)
            )
            continue
        yield from _others(first, others)
        yield from _unpublished(graph.datasets[name], Place(first.path))
        yield from _labels(graph.datasets[name])
        yield from _partitions(graph.datasets[first.target], first)


def _limits(rule: RuleUse) -> Iterator[Finding]:
    given = [key for key in ("max_fraction", "max_rows") if getattr(rule.body, key) is not None]
    zero = next((key for key in given if getattr(rule.body, key) == 0), None)
    if not given:
        message = "`quarantine` needs a limit: without one, every row could be moved, and an empty dataset published"
        yield Finding(
            Place((*rule.path, "quarantine"), "key"), message, ("add `max_fraction`, such as `max_fraction: 0.02`",)
        )
    elif zero is not None:
        message = f"`{zero}: 0` allows no row to fail, so no row is ever moved"
        yield Finding(Place((*rule.path, zero)), message, (f"write a higher `{zero}`, or remove `quarantine`",))


def _others(first: Quarantining, others: list[Quarantining]) -> Iterator[Finding]:
    for other in others:
        if other.target != first.target:
            message = f"all rules of `{first.dataset}` must move rows to one dataset, since a row can fail several"
            related = ((Place(first.path), f"`{first.target}` is named here"),)
            yield Finding(Place(other.path), message, (f"write `quarantine: {first.target}`",), related)


def _unpublished(node: DatasetNode, place: Place) -> Iterator[Finding]:
    if node.is_staged:
        return
    if node.producer.is_opsgen:
        message = f"rows can be moved only before they are published, and `{node.name}` is published in place"
        yield Finding(place, message, (f"write `publish: after_checks` for `{node.name}`",))
    else:
        message = f"rows can be moved only before they are published, and opsgen does not publish `{node.name}`"
        yield Finding(place, message, ("remove `quarantine`",))


def _labels(node: DatasetNode) -> Iterator[Finding]:
    for column in node.dataset.columns:
        if column.casefold() in LABELS:
            place = Place(("datasets", node.name, "columns", column), "key")
            message = (
                f"opsgen adds a column `{column.casefold()}` to rows that it moves, so their dataset cannot have one"
            )
            yield Finding(place, message, ("rename the column",))


def _partitions(target: DatasetNode, rule: Quarantining) -> Iterator[Finding]:
    if target.dataset.partition is not None:
        place = Place(("datasets", target.name, "partition"), "key")
        message = f"the partitions of a quarantine are those of `{rule.dataset}`"
        help_ = ("remove `partition`; the column `opsgen_partition` has the key of each row",)
        yield Finding(place, message, help_, ((Place(rule.path), "the quarantine is named here"),))
