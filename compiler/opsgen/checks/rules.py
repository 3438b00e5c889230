"""The quality rules of a spec, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

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
    """What the rule says: one of the models of `spec/rule.py`."""
    path: Path


def rules(spec: Spec) -> Iterator[RuleUse]:
    """All rules, in the order of the spec."""
    for name, dataset in spec.datasets.items():
        yield from rules_of(name, dataset)


def rules_of(name: str, dataset: Dataset) -> Iterator[RuleUse]:
    """The rules of one dataset."""
    for index, rule in enumerate(dataset.quality):
        for kind, body in vars(rule).items():
            if body is not None:
                yield RuleUse(name, kind, body, ("datasets", name, "quality", index, kind))
