"""Everything that a dataset declares values for, by the paths that rules name it by.

A path is a column's name, followed by `.NAME` for a field of an object and `[]` for the items of an array:
`address.city`, `products[].price`. The classification of a member makes it, and what contains it, personal data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opsgen.diagnostics.model import Path
    from opsgen.language.dataset import Dataset, Value


ITEMS = "[]"
"""The step of a path to the items of an array."""


class DeclaredValue(NamedTuple):
    """A column, a field of an object or the items of an array."""

    name: str
    """The path that rules name it by."""
    column: str
    """The column that it is, or is part of."""
    steps: tuple[str | None, ...]
    """The way from the column: the name of a field, or None for the items of an array."""
    declared: Value
    place: Path
    """Where the spec declares it, below the dataset."""

    @property
    def is_column(self) -> bool:
        return not self.steps

    @property
    def is_many(self) -> bool:
        """Whether a row can have more than one value."""
        return None in self.steps

    def path(self, dataset: str) -> Path:
        """Where the spec declares it."""
        return ("datasets", dataset, *self.place)


_MOST_KNOWN = 10_000
_known: dict[int, tuple[Dataset, dict[str, DeclaredValue]]] = {}
"""The members by the identity of their dataset, kept with it so that no other gets the same; many checks ask."""


def members(dataset: Dataset) -> Mapping[str, DeclaredValue]:
    """All members by path, in the order of the spec. The name of a column takes precedence over a path."""
    known = _known.get(id(dataset))
    if known is None or known[0] is not dataset:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        found = {
            name: DeclaredValue(name, name, (), column, ("columns", name)) for name, column in dataset.columns.items()
        }
        if any(column.fields or column.items for column in dataset.columns.values()):
            found = _with_nested(found)
        known = _known[id(dataset)] = dataset, found
    return known[1]


def nested(dataset: Dataset) -> Iterator[DeclaredValue]:
    """What lies within columns, in the order of the spec; two can have the same path."""
    for name, column in dataset.columns.items():
        if column.fields or column.items:
            yield from _below(DeclaredValue(name, name, (), column, ("columns", name)))


def _with_nested(columns: dict[str, DeclaredValue]) -> dict[str, DeclaredValue]:
    found: dict[str, DeclaredValue] = {}
    for name, member in columns.items():
        found[name] = member
        for each in _below(member):
            if each.name not in columns:
                found.setdefault(each.name, each)
    return found


def _below(member: DeclaredValue) -> Iterator[DeclaredValue]:
    """The fields and items of a member, and what lies in those; each before what lies in it."""
    name, column, steps, declared, place = member
    for field, inner in (declared.fields or {}).items():
        made = DeclaredValue(f"{name}.{field}", column, (*steps, field), inner, (*place, "fields", field))
        yield made
        yield from _below(made)
    if declared.items is not None:
        made = DeclaredValue(f"{name}{ITEMS}", column, (*steps, None), declared.items, (*place, "items"))
        yield made
        yield from _below(made)


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
