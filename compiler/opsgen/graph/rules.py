"""The quality rules of a spec, where they move rows, and the constraints that rules and columns put on values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from opsgen.graph.members import members
from opsgen.language.validate.core_schema import written

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.diagnostics.model import Path
    from opsgen.language.dataset import Dataset, Value
    from opsgen.language.root import Spec


LABELS = ("opsgen_rule", "opsgen_run", "opsgen_partition")
"""The columns that quarantined rows have before their own."""
WHOLE = "all"
"""Stands for the key of a partition where a dataset has no partitions."""


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


class Quarantining(NamedTuple):
    """A rule whose failing rows are moved to another dataset."""

    dataset: str
    """The dataset whose rows it checks."""
    target: str
    path: Path
    """Where the rule names the target."""


def quarantining(name: str, dataset: Dataset) -> Iterator[Quarantining]:
    """The rules of a dataset that move rows, in the order of the spec."""
    for rule in rules_of(name, dataset):
        target = getattr(rule.body, "quarantine", None)
        if target is not None:
            yield Quarantining(name, target, (*rule.path, "quarantine"))


def quarantine_of(name: str, dataset: Dataset) -> str | None:
    """The dataset to which rows of a dataset are moved. A check makes sure that there is only one."""
    return next((rule.target for rule in quarantining(name, dataset)), None)


def quarantine_path(path: str, partition: str) -> str:
    """The file of the rows that are quarantined of one partition, or of a dataset as a whole."""
    return path.replace("*", partition or WHOLE)


def forbids_more(name: str, dataset: Dataset) -> bool:
    """Whether a dataset has no columns but those that it declares."""
    matches = (rule.body for rule in rules_of(name, dataset) if rule.kind == "schema_match" and rule.body is not None)
    return any(body.extra_columns == "forbid" for body in matches)


def _uses(name: str, dataset: Dataset) -> Iterator[RuleUse]:
    for index, rule in enumerate(dataset.quality):
        (kind,) = written(rule)
        yield RuleUse(name, kind, getattr(rule, kind), ("datasets", name, "quality", index, kind))


class Constraint(NamedTuple):
    """What every value must be: one of some, or within bounds that it may touch; or how long each text must be."""

    path: Path
    """Where the spec says so."""
    values: tuple[Any, ...] | None = None
    min: Any = None
    max: Any = None
    is_open: bool = False
    """Whether values may not touch the bounds."""
    of_length: bool = False
    """Whether the bounds are those of a text's length."""


def constraints_of(name: str, dataset: Dataset) -> dict[str, list[Constraint]]:
    """The demands on each column of a dataset; rules for some of its rows only are left out."""
    found: dict[str, list[Constraint]] = {
        path: list(_own(member.declared, member.path(name))) for path, member in members(dataset).items()
    }
    for rule in rules_of(name, dataset):
        if rule.body is not None and getattr(rule.body, "where", None) is None:
            found.get(getattr(rule.body, "column", ""), []).extend(_of_rule(rule))
    return found


def _own(column: Value, path: Path) -> Iterator[Constraint]:
    if column.allowed is not None:
        yield Constraint((*path, "allowed"), values=tuple(column.allowed))
    if column.min is not None or column.max is not None:
        yield Constraint((*path, first_bound(column)), min=column.min, max=column.max)
    least, most = column.min_length, column.max_length
    if least is not None or most is not None:
        key = "min_length" if least is not None else "max_length"
        yield Constraint((*path, key), min=least, max=most, of_length=True)


def _of_rule(rule: RuleUse) -> Iterator[Constraint]:
    if rule.kind == "accepted_values":
        yield Constraint((*rule.path, "values"), values=tuple(rule.body.values))
    elif rule.kind == "length":
        yield Constraint((*rule.path, first_bound(rule.body)), min=rule.body.min, max=rule.body.max, of_length=True)
    elif rule.kind == "range":
        bounds = ((rule.body.min, None, rule.body.exclusive_min), (None, rule.body.max, rule.body.exclusive_max))
        for key, (least, most, is_open) in zip(("min", "max"), bounds, strict=True):
            if least is not None or most is not None:
                yield Constraint((*rule.path, key), min=least, max=most, is_open=is_open)


def first_bound(said: Any) -> str:
    """The key of the first bound of a constraint or a rule that has one."""
    return "min" if said.min is not None else "max"
