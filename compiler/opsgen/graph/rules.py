"""The quality rules of a spec, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from opsgen.spec.compiled import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics import Path
    from opsgen.spec.dataset import Dataset
    from opsgen.spec.root import Spec


class RuleUse(NamedTuple):
    """A rule where it stands."""

    dataset: str
    kind: str
    """As the language names it: `row_count`, `not_null` …"""
    body: Any
    """What the rule says: one of the models of `spec/rule.py`; None where it says nothing."""
    path: Path


def rules(spec: Spec) -> Iterator[RuleUse]:
    """All rules that say something, in the order of the spec."""
    for name, dataset in spec.datasets.items():
        yield from (rule for rule in rules_of(name, dataset) if rule.body is not None)


def rules_of(name: str, dataset: Dataset) -> Iterator[RuleUse]:
    """All rules of one dataset, also those that say nothing."""
    for index, rule in enumerate(dataset.quality):
        (kind,) = written(rule)
        yield RuleUse(name, kind, getattr(rule, kind), ("datasets", name, "quality", index, kind))
