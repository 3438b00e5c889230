"""Where personal data is."""

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
    """Whether a column of a dataset holds personal data."""
    declared = dataset.columns.get(column)
    if declared is None:
        return False
    return "pii" in (declared.classification, declared.classification or dataset.classification)
