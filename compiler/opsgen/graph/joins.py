"""Which columns of a dataset stand for rows of another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from opsgen.graph.members import members
from opsgen.graph.rules import rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.language.dataset import Value
    from opsgen.language.root import Spec


class JoinTarget(NamedTuple):
    """The column that another one refers to."""

    dataset: str
    column: str


def joins(spec: Spec) -> Iterator[tuple[Path, Value, JoinTarget]]:
    """Each reference from a column to one of another dataset: where it stands, from which, to which, if both exist."""
    for name, dataset in spec.datasets.items():
        for column_name, column in dataset.columns.items():
            if column.references:
                path = ("datasets", name, "columns", column_name, "references", "to")
                yield from _resolved(spec, path, column, column.references.to)
    for rule in rules(spec):
        referring = members(spec.datasets[rule.dataset]).get(getattr(rule.body, "column", ""))
        if rule.kind == "references" and referring:
            yield from _resolved(spec, (*rule.path, "to"), referring.declared, rule.body.to)


def _resolved(spec: Spec, path: Path, column: Value, to: str) -> Iterator[tuple[Path, Value, JoinTarget]]:
    dataset, _, name = to.partition(".")
    if dataset in spec.datasets and name in members(spec.datasets[dataset]):
        yield path, column, JoinTarget(dataset, name)
