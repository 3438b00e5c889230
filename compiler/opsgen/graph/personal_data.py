"""Where personal data is declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.graph.members import members

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path
    from opsgen.graph.members import DeclaredValue
    from opsgen.language.dataset import Dataset


def personal_data(name: str, dataset: Dataset) -> Iterator[Path]:
    """The classifications that say that a dataset, or one of its columns, is personal data."""
    if dataset.classification == "pii":
        yield ("datasets", name, "classification")
    for member in _classified(dataset):
        yield (*member.path(name), "classification")


def personal_columns(name: str, dataset: Dataset) -> dict[str, Path]:
    """Each column that holds personal data, and where the spec says so."""
    own: dict[str, Path] = {}
    for member in _classified(dataset):
        own.setdefault(member.column, (*member.path(name), "classification"))
    if dataset.classification != "pii":
        return own
    return {column: own.get(column, ("datasets", name, "classification")) for column in dataset.columns}


def personal_paths(dataset: Dataset) -> set[str]:
    """The paths of all columns and parts of columns that hold personal data, are part of such, or have such parts."""
    if dataset.classification == "pii":
        return set(members(dataset))
    classified = [member.name for member in _classified(dataset)]
    return {
        name
        for name in members(dataset)
        if any(name == each or _is_within(name, each) or _is_within(each, name) for each in classified)
    }


def _is_within(path: str, outer: str) -> bool:
    return path.startswith((f"{outer}.", f"{outer}[]"))


def _classified(dataset: Dataset) -> Iterator[DeclaredValue]:
    return (member for member in members(dataset).values() if member.declared.classification == "pii")
