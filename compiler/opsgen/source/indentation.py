"""Find a line with the wrong indentation, after the parser has refused a file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENTRY = re.compile(r"""( *)((?:- +)*)(?:("[^"\n]*"|'[^'\n]*'|[^\s#:"'\[\]{},][^:\n]*):(?=[ ]|\n|\Z)|(?<=[ ])\S)""")


class Entry(NamedTuple):
    """A key, or an item of a list, and its line."""

    line: int
    column: int
    """The column, counted from 1 as in diagnostics."""
    name: str


class Misindented(NamedTuple):
    """An entry whose column matches neither the entries around it nor those next to it."""

    offset: int
    entry: Entry
    inner: Entry | None
    """The nearest entry that starts to the right of it."""
    outer: Entry | None
    """The nearest entry that starts to the left of it."""


def misindented(text: str, at: int) -> Misindented | None:
    """Return the entry on the line where the parser stopped, if no entry above it starts in its column.

    The parser stops at the start of such a line, or at its first `:`: it reads `a: b` and a deeper line `c` as
    the one text `b c`, which no `:` can follow.
    """
    start = text.rfind("\n", 0, at) + 1
    line = text.count("\n", 0, start)
    match = _ENTRY.match(text, start)
    if match is None or at not in (start + len(match[1]), match.end(3)):
        return None
    entry = next(iter(_entries(match, line)), None)
    if entry is None:
        return None
    parents = list(_parents(text[:start].split("\n")))
    if not parents or any(each.column == entry.column for each in parents):
        return None
    inner = [each for each in parents if each.column > entry.column]
    outer = [each for each in parents if each.column < entry.column]
    nearest_inner, nearest_outer = min(inner, key=_column, default=None), max(outer, key=_column, default=None)
    return Misindented(start + len(match[1]), entry, nearest_inner, nearest_outer)


def _parents(lines: list[str]) -> Iterator[Entry]:
    """Return the entries around the last of the lines, and those on it, from the innermost to the outermost."""
    deepest: int | None = None
    for number in range(len(lines) - 1, -1, -1):
        match = _ENTRY.match(lines[number])
        if match is None:
            continue
        for entry in reversed(_entries(match, number)):
            if deepest is None or entry.column < deepest:
                deepest = entry.column
                yield entry
        if deepest == 1:
            return


def _entries(match: re.Match[str], line: int) -> list[Entry]:
    """Return the items and the key that start on a line: `- - a: 1` starts three entries."""
    indentation, dashes, key = match.groups()
    found = [Entry(line + 1, len(indentation) + dash.start() + 1, "- ") for dash in re.finditer("-", dashes)]
    if key is not None:
        found.append(Entry(line + 1, len(indentation) + len(dashes) + 1, key.strip()))
    return found


def _column(entry: Entry) -> int:
    return entry.column
