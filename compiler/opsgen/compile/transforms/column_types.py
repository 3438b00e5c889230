"""The columns that a transform passes on unchanged, compared with the types that its dataset declares for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from opsgen.graph.formats import format_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.language.dataset import Dataset
    from opsgen.language.root import Spec
    from opsgen.sql.safety.passed_on import PassedOn

FAMILIES = {"integer": "number", "date": "timestamp"}
"""Types that engines turn into each other without being asked."""


class DeclaredColumn(NamedTuple):
    """A column that a transform passes on, by the names that the spec declares."""

    column: str
    """Its name in the dataset."""
    dataset: str
    """The input."""
    source: str
    """Its name in the input, as the SQL has it."""
    declared: str | None
    """Its name as the input declares it; None where the input does not declare it."""


def declared_columns(spec: Spec, dataset: Dataset, found: Sequence[PassedOn]) -> Iterator[DeclaredColumn]:
    """The columns that are passed on and that `dataset` declares."""
    declared = {name.casefold(): name for name in dataset.columns}
    inputs = {each.dataset: spec.datasets[each.dataset].columns for each in found}
    known = {name: {each.casefold(): each for each in columns} for name, columns in inputs.items()}
    for each in found:
        column = declared.get(each.column.casefold())
        if column is not None:
            yield DeclaredColumn(column, each.dataset, each.source, known[each.dataset].get(each.source.casefold()))


def differ(given: str, wanted: str, dataset: Dataset, connection: str) -> bool:
    """Whether values of one declared type are certainly no values of the other where the dataset is written.

    CSV and JSON files hold text that is read again, and PostgreSQL writes anything into a column of text.
    """
    if FAMILIES.get(given, given) == FAMILIES.get(wanted, wanted):
        return False
    written = dataset.source.format or format_of(dataset.source.path or "")
    return written not in ("csv", "json") and not (connection == "postgres" and wanted == "string")
