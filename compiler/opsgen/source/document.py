"""One file as a tree of plain values, with the position of each key and value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Path, Place, Span
    from opsgen.source.text import Range, Source

INTERPOLATION = "${var."


class Document(NamedTuple):
    """A file's root mapping with its positions.

    `positions` has the offsets of all containers' entries in one array: start and end of an item of a list, start
    and end of the key and of the value of a mapping's entry. `records` has the index of a container's first offset, by
    its `id`. An alias refers to the same container object wherever it appears.
    """

    source: Source
    value: dict[str, Any]
    extent: Range
    positions: array[int]
    records: dict[int, int]
    interpolated: set[int]
    """The `id` of each container with an interpolation at any depth."""
    orders: dict[int, dict[str | int, int]]
    """The index of each key of a mapping, by the mapping's `id`. Filled on demand."""

    @property
    def size(self) -> int:
        """The number of keys and values."""
        return len(self.positions) // 2

    def span(self, place: Place) -> Span:
        """Return the range of `place`, or of the longest part of its path that exists."""
        return self.source.span(self._locate(place))

    def is_in_scalar(self, offset: int) -> bool:
        """Whether an offset is inside a key or a scalar value."""
        value: Any = self.value
        while isinstance(value, dict | list):
            steps = value if isinstance(value, dict) else range(len(value))
            entries = (entry for step in steps if (entry := self._entry(value, step)))
            around = next((entry for entry in entries if entry[0][0] <= offset < entry[1][1]), None)
            if around is None:
                return False
            key, whole, value = around
            if not whole[0] <= offset:
                return offset < key[1]
        return True

    def _locate(self, place: Place) -> Range:
        value: Any = self.value
        found = self.extent
        for step in place.path:
            entry = self._entry(value, step)
            if entry is None:
                break
            key, whole, value = entry
            found = key if place.at == "key" else whole
        if place.part is None:
            return found
        return self._part(found, place.path[-1] if place.at == "key" else value, place.part)

    def interpolations(self) -> Iterator[Path]:
        """Yield the paths of all text with an interpolation, in the order of the tree."""
        return self._interpolations(self.value, ())

    def _interpolations(self, container: dict[str, Any] | list[Any], path: Path) -> Iterator[Path]:
        if id(container) not in self.interpolated:
            return
        for step, value in container.items() if isinstance(container, dict) else enumerate(container):
            if isinstance(value, str):
                if INTERPOLATION in value:
                    yield *path, step
            elif isinstance(value, dict | list):
                yield from self._interpolations(value, (*path, step))

    def _entry(self, container: Any, step: str | int) -> tuple[Range, Range, Any] | None:
        """Return the ranges of the key and the value at `step`, and the value. In a list, both are the item's."""
        record = self.records.get(id(container), 0)
        if isinstance(container, dict) and step in container:
            start = record + 4 * self._order(container)[step]
            key_start, key_end, value_start, value_end = self.positions[start : start + 4]
            return (key_start, key_end), (value_start, value_end), container[step]
        if isinstance(container, list) and isinstance(step, int) and 0 <= step < len(container):
            start, end = self.positions[record + 2 * step : record + 2 * step + 2]
            return (start, end), (start, end), container[step]
        return None

    def _order(self, mapping: dict[str, Any]) -> dict[str | int, int]:
        if id(mapping) not in self.orders:
            self.orders[id(mapping)] = {key: index for index, key in enumerate(mapping)}
        return self.orders[id(mapping)]

    def _part(self, whole: Range, value: Any, part: Range) -> Range:
        """Return the range of some code points of a scalar, or of the whole scalar if they cannot be located."""
        start, end = whole
        written = self.source.text[start:end]
        if written == value:
            return start + part[0], start + part[1]
        if written[:1] in ("'", '"') and written[1:-1] == value:
            return start + 1 + part[0], start + 1 + part[1]
        if not isinstance(value, str):
            return whole
        from opsgen.source.parts import locate

        found = locate(written, value, part)
        return (start + found[0], start + found[1]) if found else whole
