"""Mappings and lists while they are being read, and what anchors keep of them."""

from __future__ import annotations

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


UNFINISHED = Anchored(NOTHING)
"""What an anchor stands for as long as its value is being read."""


class Container:
    """A mapping or a list that is being read. A mapping expects a key where `key` is None."""

    __slots__ = (
        "anchor", "end", "height", "inner", "interpolated", "is_flow", "is_mapping", "key", "key_range", "merge_key",
        "merged", "positions", "start", "value",
    )  # fmt: skip

    def __init__(self, value: Any, start: int, anchor: str | None, *, is_mapping: bool, is_flow: bool) -> None:
        self.value = value
        self.start = self.end = start
        self.anchor = anchor
        self.is_mapping = is_mapping
        self.is_flow = is_flow
        self.key: Any = None
        self.key_range: Range | None = None
        self.merge_key: Range | None = None
        self.merged: list[dict[str, Any]] = []
        self.positions: list[int] = []
        self.inner = 0
        self.height = 0
        self.interpolated = False

    def holds(self, anchored: Anchored) -> None:
        """Count what stands inside this container, and inside whatever holds it."""
        self.inner += anchored.size
        self.interpolated |= anchored.interpolated
        if anchored.height > self.height:
            self.height = anchored.height

    def finished(self) -> Anchored:
        return Anchored(self.value, len(self.value) + self.inner, self.height + 1, self.interpolated)
