"""The quality rules of a spec, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from opsgen.language.validate.core_schema import written

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.diagnostics.model import Path
    from opsgen.language.dataset import Dataset
    from opsgen.language.root import Spec


class RuleUse(NamedTuple):
    """A rule where it stands."""

    dataset: str
    kind: str
    """As the language names it: `row_count`, `not_null` …"""
    body: Any
    """What the rule says: one of the models of `language/rule.py`; None where it says nothing."""
    path: Path


_MOST_KNOWN = 10_000
_known: dict[int, tuple[Dataset, list[RuleUse]]] = {}
"""The rules of datasets by their identity, with the dataset itself so that no other one gets that: many checks ask."""


def rules(spec: Spec) -> Iterator[RuleUse]:
    """All rules that say something, in the order of the spec."""
    for name, dataset in spec.datasets.items():
        yield from (rule for rule in rules_of(name, dataset) if rule.body is not None)


def rules_of(name: str, dataset: Dataset) -> Sequence[RuleUse]:
    """All rules of one dataset, also those that say nothing."""
    known = _known.get(id(dataset))
    if known is None:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        known = _known[id(dataset)] = dataset, list(_uses(name, dataset))
    return known[1]


def forbids_more(name: str, dataset: Dataset) -> bool:
    """Whether a dataset has no columns but those that it declares."""
    matches = (rule.body for rule in rules_of(name, dataset) if rule.kind == "schema_match" and rule.body is not None)
    return any(body.extra_columns == "forbid" for body in matches)


def _uses(name: str, dataset: Dataset) -> Iterator[RuleUse]:
    for index, rule in enumerate(dataset.quality):
        (kind,) = written(rule)
        yield RuleUse(name, kind, getattr(rule, kind), ("datasets", name, "quality", index, kind))
