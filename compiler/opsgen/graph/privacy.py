"""Where personal data is declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics import Path
    from opsgen.spec.dataset import Dataset


def personal_data(name: str, dataset: Dataset) -> Iterator[Path]:
    """The classifications that say that a dataset, or one of its columns, is personal data."""
    if dataset.classification == "pii":
        yield ("datasets", name, "classification")
    for column_name, column in dataset.columns.items():
        if column.classification == "pii":
            yield ("datasets", name, "columns", column_name, "classification")


def is_personal(dataset: Dataset, column: str) -> bool:
    """Whether a column holds personal data. Each column of a dataset does that does, whatever it is called itself."""
    return "pii" in (dataset.classification, dataset.columns[column].classification)


def personal_columns(name: str, dataset: Dataset) -> dict[str, Path]:
    """Each column that holds personal data, and where the spec says so."""
    path = ("datasets", name)
    return {
        column_name: (*path, "columns", column_name, "classification")
        if column.classification == "pii"
        else (*path, "classification")
        for column_name, column in dataset.columns.items()
        if is_personal(dataset, column_name)
    }
