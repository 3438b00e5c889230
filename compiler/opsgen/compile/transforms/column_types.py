"""Compare the types of columns that a transform passes on unchanged with those that its dataset declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from opsgen.graph.formats import format_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.language.dataset import Dataset
    from opsgen.language.root import Spec
    from opsgen.sql.safety.passed_on import PassedOn

FAMILIES = {"integer": "number", "date": "timestamp"}
"""Types that engines convert implicitly."""


class DeclaredColumn(NamedTuple):
    """A column that a transform passes on, with its declared names."""

    column: str
    """Its name in the dataset."""
    dataset: str
    """The input."""
    source: str
    """Its name in the input, as in the SQL."""
    declared: str | None
    """Its name as the input declares it; None if the input does not declare it."""


def declared_columns(spec: Spec, dataset: Dataset, found: Sequence[PassedOn]) -> Iterator[DeclaredColumn]:
    """Yield the columns that are passed on and that `dataset` declares."""
    declared = {name.casefold(): name for name in dataset.columns}
    inputs = {each.dataset: spec.datasets[each.dataset].columns for each in found}
    known = {name: {each.casefold(): each for each in columns} for name, columns in inputs.items()}
    for each in found:
        column = declared.get(each.column.casefold())
        if column is not None:
            yield DeclaredColumn(column, each.dataset, each.source, known[each.dataset].get(each.source.casefold()))


def differ(given: str, wanted: str, dataset: Dataset, connection: str) -> bool:
    """Whether values of one declared type can never be values of the other in the dataset's store.

    CSV and JSON files contain text that is parsed again, and PostgreSQL writes anything into a text column.
    """
    if FAMILIES.get(given, given) == FAMILIES.get(wanted, wanted):
        return False
    written = dataset.source.format or format_of(dataset.source.path or "")
    return written not in ("csv", "json") and not (connection == "postgres" and wanted == "string")
