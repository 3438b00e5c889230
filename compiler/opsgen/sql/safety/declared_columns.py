"""Columns that SQL names and no dataset declares."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from opsgen.diagnostics.model import Place
from opsgen.diagnostics.suggest import listed, misspelling, write
from opsgen.graph.rules import forbids_more

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.diagnostics.model import Repair
    from opsgen.language.dataset import Dataset
    from opsgen.language.root import Spec
    from opsgen.sql.safety.columns import NamedColumn

_FOLDER = re.compile(r"(?:^|/)([^/=*]+)=")
"""The column that a folder of a path names."""


class UndeclaredColumn(NamedTuple):
    """A column that SQL names and no dataset declares."""

    named: NamedColumn
    datasets: Sequence[str]
    near: tuple[str, str] | None
    """The dataset and the column that is most likely meant."""
    forbidden: bool
    """Whether it cannot be there, since `schema_match` forbids columns that are not declared."""

    @property
    def message(self) -> str:
        return f"{' and '.join(f'`{name}`' for name in self.datasets)} declare{'s' * (len(self.datasets) == 1)} no " + (
            f"column `{self.named.name}`" + (", and `schema_match` forbids other columns" if self.forbidden else "")
        )

    def help(self, spec: Spec) -> tuple[str, ...]:
        if self.near is not None:
            return (f"did you mean `{self.near[1]}`?",)
        return (f"name one of {listed(name for each in self.datasets for name in spec.datasets[each].columns)}",)

    @property
    def related(self) -> tuple[tuple[Place, str], ...]:
        if self.near is None:
            return ()
        dataset, column = self.near
        return ((Place(("datasets", dataset, "columns", column), "key"), f"`{column}` is declared here"),)

    def repair(self, place: Place) -> Repair | None:
        """Writes the near name, where `place` is that of the SQL's own text."""
        if self.near is None or self.named.quoted or place.part is None or not self.near[1].isidentifier():
            return None
        return write(place, self.named.name, self.near[1])


def undeclared(spec: Spec, named: Sequence[NamedColumn], dataset: str | None = None) -> Iterator[UndeclaredColumn]:
    """Those that are almost certainly wrong. `dataset` is that of an expression's rows."""
    for each in named:
        names = each.datasets if dataset is None else (dataset,)
        datasets = [(name, spec.datasets[name]) for name in names]
        if any(each.name in found.columns for _, found in datasets) or _is_known(each, datasets):
            continue
        declared = {column: name for name, found in reversed(datasets) for column in found.columns}
        near = misspelling(each.name, declared)
        forbidden = all(forbids_more(name, found) and not found.source.hive_partitioning for name, found in datasets)
        if forbidden or near is not None:
            yield UndeclaredColumn(each, names, (declared[near], near) if near is not None else None, forbidden)


def _is_known(named: NamedColumn, datasets: Sequence[tuple[str, Dataset]]) -> bool:
    columns = {column.casefold() for _, dataset in datasets for column in dataset.columns}
    tables = {name.casefold() for name, _ in datasets}
    folders = {folder.casefold() for _, dataset in datasets for folder in _FOLDER.findall(dataset.source.path or "")}
    return named.before in columns or named.name.casefold() in columns | tables | folders | named.others
