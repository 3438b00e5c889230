"""Mappings and lists while they are being read, and what anchors keep of them."""

from __future__ import annotations

from functools import cached_property
from itertools import count, islice
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from opsgen.source.text import Range

NOTHING: Any = object()
"""A key or a value that was refused: its entry is left out."""
MERGE: Any = object()
"""The key `<<`."""


class Anchored(NamedTuple):
    """What an alias stands for: a value, how many values are in it at all depths, and how deep it goes."""

    value: Any
    size: int = 0
    height: int = 0
    interpolated: bool = False


class Repeated(NamedTuple):
    """A key that stands twice: which problem says so, where it stands again, and where its first value stands."""

    problem: int
    key: Range
    value: Range


class Container:
    """A mapping or a list that is being read. A mapping expects a key where `key` is None."""

    anchor: str | None = None
    key: Any = None
    size = 0
    """How many values stand inside its own values."""
    height = 0
    interpolated = False
    merge_key: Range | None = None
    repeated: Repeated | None = None
    """The last key, if the mapping had it before."""
    merged: tuple[dict[str, Any], ...] = ()

    def __init__(self, value: Any, start: int, is_flow: bool) -> None:
        self.value = value
        self.is_mapping = type(value) is dict
        self.is_flow = is_flow
        self.start = self.end = start
        self.positions: list[int] = []

    @cached_property
    def _order(self) -> dict[str, int]:
        return {}

    def add(self, size: int, height: int, interpolated: bool) -> None:
        """Count what a value of this container holds."""
        self.size += size
        if height > self.height:
            self.height = height
        if interpolated:
            self.interpolated = True

    def index(self, key: str) -> int:
        """The index of a key of a mapping among its keys; what is learnt about their order is kept."""
        known = self._order
        known.update(zip(islice(self.value, len(known), None), count(len(known)), strict=False))
        return known[key]

    def anchored(self) -> Anchored:
        return Anchored(self.value, len(self.value) + self.size, self.height + 1, self.interpolated)
