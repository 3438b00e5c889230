"""The syntax tree of a YAML file, and its meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from opsgen.source.events import events, unmask
from opsgen.source.scalars import ScalarError, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opsgen.diagnostics.model import Scalar
    from opsgen.source.text import Range

_LINES_AFTER = re.compile(r"(?:\n[ \t]*)+\Z")

New: TypeAlias = "Scalar | tuple[Scalar, ...] | None"
"""The new value of a node: a scalar, a list, or nothing."""


@dataclass(slots=True, eq=False)
class Node:
    """A key or a value, with its anchor and tag. An alias has a name and no value.

    Offsets refer to the text. A collection ends where its last part ends.
    """

    start: int
    end: int
    value: str | None = None
    """The text of a scalar."""
    style: str = ""
    """The first character of a scalar: `"`, `'`, `|` or `>`. `{` and `[` for a collection in brackets."""
    anchor: str | None = None
    tag: str | None = None
    alias: str | None = None
    is_mapping: bool = False
    is_key: bool = False
    in_flow: bool = False
    """Whether it is inside brackets."""
    parent: Node | None = None
    inner: list[Node] = field(default_factory=list)
    """The items of a list; the keys and values of a mapping, alternating."""

    @property
    def is_container(self) -> bool:
        return self.value is None and self.alias is None

    @property
    def is_block(self) -> bool:
        """Whether it is a mapping or a list in block style."""
        return self.is_container and not self.style

    def entries(self) -> Iterator[tuple[Node, Node]]:
        """Yield the keys of a mapping with their values."""
        return zip(self.inner[::2], self.inner[1::2], strict=True)

    def walk(self) -> Iterator[Node]:
        """Yield this node and all nodes below, in the order of the text."""
        yield self
        for node in self.inner:
            yield from node.walk()

    def find(self, at: Range) -> Node | None:
        """Return the smallest node that contains a range."""
        node: Node | None = self
        found = None
        while node is not None:
            found = node
            node = next((each for each in node.inner if each.start <= at[0] and at[1] <= each.end), None)
        return found if found and found.start <= at[0] and at[1] <= found.end else None

    def exactly(self, at: Range) -> Node | None:
        """Return the node at exactly this range. Of several, it is the outermost, which is not a key."""
        node: Node | None = self
        while node is not None and (node.start, node.end) != at:
            node = next((each for each in node.inner if each.start <= at[0] and at[1] <= each.end), None)
        return node

    def repeats(self) -> int:
        """Return the number of duplicate keys."""
        keys = [node.value for node in self.inner[::2]] if self.is_mapping else []
        return len(keys) - len(set(keys)) + sum(node.repeats() for node in self.inner)


def syntax(text: str) -> Node:
    """Parse a file that is known to be valid. Returns its root."""
    from ruamel.yaml import events as kinds

    stream, hidden = events(text)
    root = current = Node(0, 0)
    for event in stream:
        if isinstance(event, kinds.CollectionEndEvent):
            current = _ended(current, event)
        elif isinstance(event, kinds.NodeEvent):
            node = _node(event, hidden, current, text)
            current.inner.append(node)
            if node.is_container:
                current = node
    root = root.inner[0]
    root.parent = None
    return root


def _node(event: Any, hidden: tuple[tuple[str, str], ...], parent: Node, text: str) -> Node:
    start, end = event.start_mark.index, event.end_mark.index
    node = Node(start, end, anchor=event.anchor, parent=parent)
    node.is_key = parent.is_mapping and len(parent.inner) % 2 == 0
    node.in_flow = parent.in_flow or (parent.is_container and bool(parent.style))
    if hasattr(event, "value"):
        if start == end:
            node.start = node.end = _place_of_omitted(parent, start, text)
        node.value, node.style = unmask(event.value, hidden), event.style or ""
        node.tag = event.tag if event.ctag is not None else None
        if node.style in ("|", ">"):
            node.end = start + len(_LINES_AFTER.sub("", text[start:end]))
    elif hasattr(event, "flow_style"):
        node.is_mapping = type(event).__name__ == "MappingStartEvent"
        node.style = ("{" if node.is_mapping else "[") if event.flow_style else ""
        node.tag = event.tag if event.ctag is not None else None
    else:
        node.anchor, node.alias = None, event.anchor
    return node


def _place_of_omitted(parent: Node, index: int, text: str) -> int:
    """Return the offset of a missing value: after the `:` of its key."""
    if not parent.is_mapping or len(parent.inner) % 2 == 0:
        return index
    match = re.compile("[ \t]*:?").match(text, parent.inner[-1].end)
    return match.end() if match else index


def _ended(node: Node, event: Any) -> Node:
    """Close the open node, and return the one around it."""
    node.end = event.end_mark.index if node.style else node.inner[-1].end
    return node.parent or node


def meaning(node: Node, changes: Mapping[Node, New] | None = None) -> object:
    """Return the meaning of a node, which is equal for texts that differ only in their layout.

    `changes` has new values of some nodes: the result is the expected meaning after these changes.
    """
    changes = changes or {}
    if node in changes:
        return _changed(node, changes[node])
    if node.alias is not None:
        return ("*", node.alias)
    properties = (node.anchor, node.tag)
    if node.value is not None:
        return (properties, *_worth(node))
    pairs = [node.inner[i : i + 2] for i in range(0, len(node.inner), 2)] if node.is_mapping else []
    kept = [pair for pair in pairs if not _is_removed(pair[0], changes)]
    items = [each for pair in kept for each in pair] if node.is_mapping else node.inner
    inner = tuple(meaning(each, changes) for each in items if node.is_mapping or not _is_removed(each, changes))
    return (properties, "{" if node.is_mapping else "[", inner)


def _is_removed(node: Node, changes: Mapping[Node, New]) -> bool:
    return node in changes and changes[node] is None


def _changed(node: Node, new: New) -> object:
    if isinstance(new, tuple):
        return ((None, None), "[", tuple(_changed(node, item) for item in new))
    if isinstance(new, str):
        return ((node.anchor, None), "text", new)
    return ((node.anchor, None), "plain", spelled(new))


def spelled(new: Scalar | None) -> str:
    """Return a number, true or false, as it is written in the text."""
    return str(new).lower() if isinstance(new, bool) else getattr(new, "text", None) or str(new)


def _worth(node: Node) -> tuple[str, str]:
    """Return whether a scalar is text, and its spelling."""
    text = node.value or ""
    try:
        is_text = bool(node.style) or node.tag is not None or isinstance(plain(text), str)
    except ScalarError:
        is_text = False
    return ("text" if is_text else "plain"), text
