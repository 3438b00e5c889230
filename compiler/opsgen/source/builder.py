"""Build a document from values in the order in which the parser reads them.

A value is added to the open container, under the last key, with its position.
"""

from __future__ import annotations

from array import array
from functools import cached_property
from itertools import count, islice
from sys import intern
from typing import TYPE_CHECKING, Any, NamedTuple

from opsgen.diagnostics.model import Edit, Fix
from opsgen.source import codes
from opsgen.source.characters import mixed_scripts, quote
from opsgen.source.document import Document
from opsgen.source.scalars import kind

if TYPE_CHECKING:
    from opsgen.source.text import Problems, Range

NOTHING: Any = object()
"""A refused key or value. Its entry is omitted."""
MERGE: Any = object()
"""The key `<<`."""


class Anchored(NamedTuple):
    """The value of an alias, the number of values in it at all depths, and its depth."""

    value: Any
    size: int = 0
    height: int = 0
    interpolated: bool = False


class Repeated(NamedTuple):
    """A duplicate key: the index of its problem, the place of the duplicate, and the place of the first value."""

    problem: int
    key: Range
    value: Range


class Container:
    """A mapping or a list that is being read. A mapping expects a key if `key` is None."""

    anchor: str | None = None
    key: Any = None
    size = 0
    """The number of values inside its own values."""
    height = 0
    interpolated = False
    merge_key: Range | None = None
    repeated: Repeated | None = None
    """The last key, if it is a duplicate."""
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
        """Count the values inside a value of this container."""
        self.size += size
        if height > self.height:
            self.height = height
        if interpolated:
            self.interpolated = True

    def index(self, key: str) -> int:
        """Return the index of a key in its mapping. The order is cached."""
        known = self._order
        known.update(zip(islice(self.value, len(known), None), count(len(known)), strict=False))
        return known[key]

    def anchored(self) -> Anchored:
        return Anchored(self.value, len(self.value) + self.size, self.height + 1, self.interpolated)


class Assembly:
    """Builds one document. `container` is the innermost open container, `around` are those that contain it."""

    def __init__(self, problems: Problems) -> None:
        self.container = Container([], 0, is_flow=True)
        self.around: list[Container] = []
        self._problems = problems
        self._text = problems.source.text
        # An array of integers takes a fraction of the memory of a list of tuples.
        self._positions = array("I")
        self._records: dict[int, int] = {}
        self._interpolated: set[int] = set()

    def open(self, container: Container) -> None:
        self.around.append(self.container)
        self.container = container

    def close(self, end: int) -> Container:
        """Add the innermost container to the one around it; `end` is the end of its closing bracket."""
        closed = self.container
        positions = closed.positions
        if not closed.is_flow:
            end = positions[-1] if positions else closed.start
        # The mapping's own entries win wherever `<<` is, so it is merged last. https://yaml.org/type/merge.html
        for source in closed.merged:
            self._merge(closed, source)
        value = closed.value
        self._records[id(value)] = len(self._positions)
        self._positions.fromlist(positions)
        if closed.interpolated:
            self._interpolated.add(id(value))
        self.container = self.around.pop()
        self.container.add(len(value) + closed.size, closed.height + 1, closed.interpolated)
        self.put(value, closed.start, end)
        return closed

    def put(self, value: Any, start: int, end: int) -> None:
        """Add a key or a value, whichever is expected."""
        container = self.container
        if not container.is_mapping:
            if value is NOTHING:
                return
            container.value.append(value)
        elif container.key is None:
            container.key = value = self._key(container, value, start, end)
            if type(value) is not str:
                return
        else:
            key = container.key
            container.key = None
            if type(key) is not str or value is NOTHING:
                self._put_aside(container, key, value, (start, end))
                return
            container.value[key] = value
        positions = container.positions
        positions.append(start)
        positions.append(end)

    def document(self) -> Document | None:
        """Return the document, or None if it is empty."""
        if self.container.value in ([], [None]):
            return None
        (root,), (start, end) = self.container.value, self.container.positions
        source, positions, records = self._problems.source, self._positions, self._records
        return Document(source, root, (start, end), positions, records, self._interpolated, {})

    def _key(self, container: Container, key: Any, start: int, end: int) -> Any:
        """Return the key of the entry; `NOTHING` if it is not allowed."""
        if type(key) is not str:
            return self._no_text(key, (start, end))
        if key in container.value:
            index = 4 * container.index(key)
            first_start, first_end, value_start, value_end = container.positions[index : index + 4]
            container.repeated = Repeated(len(self._problems.found), (start, end), (value_start, value_end))
            return self._duplicate(key, (start, end), (first_start, first_end))
        if not key.isascii():
            self._check_scripts(key, (start, end))
        elif key == "<<" and self._text[start] == "<":
            return self._merge_key(container, (start, end))
        # A spec repeats few keys many times. Interned keys take less memory, and dictionaries compare them by identity.
        return intern(key)

    def _put_aside(self, container: Container, key: Any, value: Any, at: Range) -> None:
        """Keep the value of `<<` for the end of the mapping, and omit an entry whose key or value was refused."""
        if key is MERGE:
            container.merged = self._mergeable(value, at)
        elif key is not NOTHING:
            del container.positions[-2:]
        elif container.repeated is not None:
            self._compare(container.repeated, at)
            container.repeated = None

    def _no_text(self, key: Any, at: Range) -> Any:
        if key is not NOTHING:
            is_scalar = not isinstance(key, dict | list)
            self._problems.report(
                codes.KEY_NOT_TEXT,
                at,
                f"a key must be text, but this is {kind(key)}",
                "put it in quotes" if is_scalar else "write a name in front of the `:`",
                fix=self._quoted(at) if is_scalar and key is not None else None,
            )
        return NOTHING

    def _quoted(self, at: Range) -> Fix:
        edit = Edit(self._problems.source.span(at), self._text[at[0] : at[1]])
        return Fix("put it in quotes", (edit,), safe=True)

    def _duplicate(self, key: str, at: Range, first: Range) -> Any:
        self._problems.report(
            codes.DUPLICATE_KEY,
            at,
            f"the key {quote(key)} is defined twice in this mapping",
            "rename one of them, or merge their values",
            related=(first, "first defined here"),
        )
        return NOTHING

    def _compare(self, repeated: Repeated, at: Range) -> None:
        """Offer to remove a duplicate key if its value is written identically."""
        first, found = repeated.value, self._problems.found
        if self._text[first[0] : first[1]] == self._text[at[0] : at[1]]:
            edit = Edit(self._problems.source.span(repeated.key), None)
            fix = Fix("remove it, since the first has the same value", (edit,), safe=True)
            found[repeated.problem] = found[repeated.problem]._replace(fix=fix)

    def _check_scripts(self, key: str, at: Range) -> None:
        if scripts := mixed_scripts(key):
            self._problems.report(
                codes.MIXED_SCRIPTS,
                at,
                f"the key {quote(key)} mixes {' and '.join(scripts)} letters, some of which look the same",
                "retype it in one script",
            )

    def _merge_key(self, container: Container, at: Range) -> Any:
        if container.merge_key is not None:
            return self._duplicate("<<", at, container.merge_key)
        container.merge_key = at
        return MERGE

    def _mergeable(self, value: Any, at: Range) -> tuple[dict[str, Any], ...]:
        sources = tuple(value) if isinstance(value, list) else (value,)
        if all(isinstance(source, dict) for source in sources):
            return sources
        if value is not NOTHING:
            self._problems.report(
                codes.NOT_MERGEABLE,
                at,
                f"`<<` merges mappings, but this is {kind(value)}",
                "name the anchor of a mapping, such as `<<: *defaults`, or a list of anchors",
            )
        return ()

    def _merge(self, container: Container, source: dict[str, Any]) -> None:
        """Add the entries of `source` that the mapping does not have, each with its original position."""
        start = self._records[id(source)]
        for index, (key, value) in enumerate(source.items()):
            if key not in container.value:
                container.value[key] = value
                container.positions += self._positions[start + 4 * index : start + 4 * index + 4]
