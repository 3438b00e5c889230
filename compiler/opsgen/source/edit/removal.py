"""Remove an entry of a mapping or an item of a list from a text, with its comments.

Its comments are those after it on its line, and those on the lines directly above it in the same column. In brackets,
an entry next to a comment is not removed, because the comment may belong to another entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.source.edit.original import TextEdit

if TYPE_CHECKING:
    from opsgen.source.edit.syntax import Node


def removal(text: str, node: Node) -> TextEdit | None:
    """Return the edit that removes an item, or the entry of a key; None if it would affect anything else."""
    parent = node.parent
    if parent is None or (parent.is_mapping and not node.is_key):
        return None
    index = parent.inner.index(node)
    last = index + 1 if parent.is_mapping else index
    before, after = parent.inner[:index], parent.inner[last + 1 :]
    if not before and not after:
        return None
    if parent.style:
        return _in_brackets(text, (node.start, parent.inner[last].end), before, after)
    return _lines(text, node.start, parent.inner[last].end, is_item=not parent.is_mapping)


def _in_brackets(text: str, at: tuple[int, int], before: list[Node], after: list[Node]) -> TextEdit | None:
    start, end = (at[0], after[0].start) if after else (before[-1].end, at[1])
    return None if "#" in text[start : at[0]] + text[at[1] : end] else TextEdit(start, end, "")


def _lines(text: str, start: int, end: int, *, is_item: bool) -> TextEdit | None:
    """Return the range of whole lines of an entry; None if one of them starts with something else."""
    first = text.rfind("\n", 0, start) + 1
    lead = text[first:start]
    margin = lead.partition("-")[0] if is_item else lead
    if margin.strip() or (is_item and lead[len(margin) :].strip() != "-"):
        return None
    line_end = text.find("\n", end)
    stop = len(text) if line_end < 0 else line_end + 1
    rest = text[end:stop].strip()
    if rest and not rest.startswith("#"):
        return None
    return TextEdit(_with_comments_above(text, first, margin), stop, "")


def _with_comments_above(text: str, first: int, margin: str) -> int:
    while first:
        above = text.rfind("\n", 0, first - 1) + 1
        if not text.startswith(f"{margin}#", above):
            break
        first = above
    return first
