"""Write a scalar: without unnecessary quotes, and with its other lines in the new column."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opsgen.source.edit.scalar import is_bare

if TYPE_CHECKING:
    from opsgen.source.edit.syntax import Node

STEP = 2
"""The number of columns by which a part is deeper than its parent."""

_INDICATOR = re.compile(r"(?<=[|>])([-+]?)([1-9])([-+]?)")


def leaf(text: str, node: Node, column: int, around: int) -> str:
    """Return the text of a scalar or an alias. Its other lines start in `column`.

    `around` is the old column of the block around it.
    """
    if "\n" in text:
        return _block(text, column, around) if node.style in ("|", ">") else _flowing(text, column)
    word = node.value or ""
    return word if node.style in ("'", '"') and not node.tag and " " not in word and is_bare(word) else text


def _flowing(text: str, column: int) -> str:
    """Return text in which single line ends mean a space."""
    first, *lines = text.split("\n")
    return "\n".join(
        [first.rstrip(" \t"), *(" " * column + line if (line := each.strip(" \t")) else "" for each in lines)]
    )


def _block(text: str, column: int, around: int) -> str:
    """Return a literal or folded block. All its lines move by the same number of columns."""
    header, *lines = text.split("\n")
    indicator = _INDICATOR.search(header)
    depth = around + int(indicator[2]) if indicator else _indentation(lines)
    header = _INDICATOR.sub(rf"\g<1>{STEP}\g<3>", header)
    return "\n".join([header.rstrip(), *(" " * column + line[depth:] if line[depth:] else "" for line in lines)])


def _indentation(lines: list[str]) -> int:
    """Return the indentation of a block, which is that of its first line that is not blank."""
    first = next((line for line in lines if line.strip(" ")), "")
    return len(first) - len(first.lstrip(" "))
