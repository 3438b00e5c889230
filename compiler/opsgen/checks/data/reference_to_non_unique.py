"""A column refers to a column that is not declared unique.

Why: a repeated value matches several rows, so a join multiplies the rows and every count over them.

Example:

    datasets:
      planes: {columns: {tailnum: {type: string}}}
      flights: {columns: {tailnum: {type: string, references: planes.tailnum}}}

Use instead:

    datasets:
      planes: {columns: {tailnum: {type: string, primary_key: true}}}
      flights: {columns: {tailnum: {type: string, references: planes.tailnum}}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity
from opsgen.graph.members import members
from opsgen.graph.references import joins

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph
    from opsgen.language.dataset import Dataset

CODE = Code("DAT111", "reference-to-non-unique", __doc__, Severity.WARNING)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for path, _column, target in joins(graph.spec):
        if not _is_key(graph.spec.datasets[target.dataset], target.column):
            message = f"`{target.dataset}.{target.column}` is not declared unique"
            found = members(graph.spec.datasets[target.dataset])[target.column]
            place = Place(found.path(target.dataset), "key")
            keys = "`unique: true` or `primary_key: true`" if found.is_column else "the rule `unique`"
            help_ = (f"add {keys} in `{target.dataset}`, or refer to its key",)
            yield Finding(Place(path), message, help_, ((place, "the column is here"),))


def _is_key(dataset: Dataset, name: str) -> bool:
    column = dataset.columns.get(name)
    is_whole_key = column and column.primary_key and sum(each.primary_key for each in dataset.columns.values()) == 1
    rules = (rule.unique for rule in dataset.quality if rule.unique)
    return (
        bool(column and column.unique)
        or bool(is_whole_key)
        or any(rule.columns == [name] and rule.where is None for rule in rules)
    )
