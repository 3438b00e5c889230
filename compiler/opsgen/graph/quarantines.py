"""Which rules move the rows that fail them to another dataset, and how that dataset names what it got."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from opsgen.graph.rules import rules_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.language.dataset import Dataset

LABELS = ("opsgen_rule", "opsgen_run", "opsgen_partition")
"""The columns that quarantined rows have before their own."""
WHOLE = "all"
"""Stands for the key of a partition where a dataset has no partitions."""


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
