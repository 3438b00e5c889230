"""The parts of a YAML file as they are written, and what they mean."""

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
"""What becomes of a part: another value, a list, or nothing."""


@dataclass(slots=True, eq=False)
class Node:
    """A key or a value, with its anchor and tag; an alias is one with a name and no value of its own.

    Offsets are those of the text. What stands in brackets, or as a block, ends where the last of it ends.
    """

    start: int
    end: int
    value: str | None = None
    """The text of a scalar."""
    style: str = ""
    """The sign that a scalar's text starts with: `"`, `'`, `|`, `>`; `{` and `[` for what stands in brackets."""
    anchor: str | None = None
    tag: str | None = None
    alias: str | None = None
    is_mapping: bool = False
    is_key: bool = False
    in_flow: bool = False
    """Whether brackets are around it."""
    parent: Node | None = None
    inner: list[Node] = field(default_factory=list)
    """The items of a list; the keys and the values of a mapping in turn."""

    @property
    def is_container(self) -> bool:
        return self.value is None and self.alias is None

    @property
    def is_block(self) -> bool:
        """Whether it is a mapping or a list whose parts are told by their lines."""
        return self.is_container and not self.style

    def entries(self) -> Iterator[tuple[Node, Node]]:
        """The keys of a mapping with their values."""
        return zip(self.inner[::2], self.inner[1::2], strict=True)

    def walk(self) -> Iterator[Node]:
        """All nodes from here, in the order in which they are written."""
        yield self
        for node in self.inner:
            yield from node.walk()

    def find(self, at: Range) -> Node | None:
        """The smallest node that holds a range."""
        node: Node | None = self
        found = None
        while node is not None:
            found = node
            node = next((each for each in node.inner if each.start <= at[0] and at[1] <= each.end), None)
        return found if found and found.start <= at[0] and at[1] <= found.end else None

    def exactly(self, at: Range) -> Node | None:
        """The node that stands at a range; of several the outermost, which is no key."""
        node: Node | None = self
        while node is not None and (node.start, node.end) != at:
            node = next((each for each in node.inner if each.start <= at[0] and at[1] <= each.end), None)
        return node

    def repeats(self) -> int:
        """How many keys stand in a mapping that had them before."""
        keys = [node.value for node in self.inner[::2]] if self.is_mapping else []
        return len(keys) - len(set(keys)) + sum(node.repeats() for node in self.inner)


def syntax(text: str) -> Node:
    """The root of a file that is known to be readable."""
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
    """Where a value is missing: behind the `:` of its key."""
    if not parent.is_mapping or len(parent.inner) % 2 == 0:
        return index
    match = re.compile("[ \t]*:?").match(text, parent.inner[-1].end)
    return match.end() if match else index


def _ended(node: Node, event: Any) -> Node:
    """Close what is open, and give what it stands in."""
    node.end = event.end_mark.index if node.style else node.inner[-1].end
    return node.parent or node


def meaning(node: Node, changes: Mapping[Node, New] | None = None) -> object:
    """All that a node says: what two texts have in common that differ only in how it is written.

    `changes` has what becomes of some nodes: what is to be expected of a text where that was done.
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
    """A number, true or false, as it is written."""
    return str(new).lower() if isinstance(new, bool) else getattr(new, "text", None) or str(new)


def _worth(node: Node) -> tuple[str, str]:
    """Whether a scalar is text, and as what it is written."""
    text = node.value or ""
    try:
        is_text = bool(node.style) or node.tag is not None or isinstance(plain(text), str)
    except ScalarError:
        is_text = False
    return ("text" if is_text else "plain"), text
