"""How a scalar is written: without quotes that it does not need, its further lines where they are to be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opsgen.source.edit.scalar import is_bare

if TYPE_CHECKING:
    from opsgen.source.edit.syntax import Node

STEP = 2
"""How much deeper each part stands than what it is part of."""

_INDICATOR = re.compile(r"(?<=[|>])([-+]?)([1-9])([-+]?)")


def leaf(text: str, node: Node, column: int, around: int) -> str:
    """The text of a scalar or an alias, whose further lines are to begin in `column`.

    `around` is the column of the block that it stands in as it was written.
    """
    if "\n" in text:
        return _block(text, column, around) if node.style in ("|", ">") else _flowing(text, column)
    word = node.value or ""
    return word if node.style in ("'", '"') and not node.tag and " " not in word and is_bare(word) else text


def _flowing(text: str, column: int) -> str:
    """Text whose line ends are mere space, unless two follow each other."""
    first, *lines = text.split("\n")
    return "\n".join(
        [first.rstrip(" \t"), *(" " * column + line if (line := each.strip(" \t")) else "" for each in lines)]
    )


def _block(text: str, column: int, around: int) -> str:
    """A literal or folded block: all of its lines move by the same."""
    header, *lines = text.split("\n")
    indicator = _INDICATOR.search(header)
    depth = around + int(indicator[2]) if indicator else _indentation(lines)
    header = _INDICATOR.sub(rf"\g<1>{STEP}\g<3>", header)
    return "\n".join([header.rstrip(), *(" " * column + line[depth:] if line[depth:] else "" for line in lines)])


def _indentation(lines: list[str]) -> int:
    """The first line that holds anything says how far the block is indented."""
    first = next((line for line in lines if line.strip(" ")), "")
    return len(first) - len(first.lstrip(" "))
