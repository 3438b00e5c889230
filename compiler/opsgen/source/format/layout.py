"""Lay out tokens: lines stay lines, and blank lines between parts stay."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opsgen.source.format.columns import Columns
from opsgen.source.format.token import tokens

if TYPE_CHECKING:
    from opsgen.source.edit.syntax import Node
    from opsgen.source.format.token import Token

BEFORE_COMMENT = 1
"""The minimum space between a line's text and its comment."""


def layout(text: str, root: Node) -> str:
    """Return the text of a file in its canonical layout."""
    found = tokens(text, root)
    columns = Columns(text, root)
    columns.place(found)
    _part_sections(found, root, text)
    lines: list[str] = []
    moved = 0
    for number, token in enumerate(found):
        if token.is_first:
            lines += [""] * min(token.blank_lines, 1 if lines else 0)
            lines.append(" " * token.column)
            moved = token.column - token.gap
        elif token.kind == "comment":
            lines[-1] += " " * _space(text, token, lines[-1], moved)
        elif _is_apart(found[number - 1], token):
            lines[-1] += " "
        lines[-1] += columns.written(token)
    return "\n".join(lines) + _end(text, found)


def _space(text: str, comment: Token, line: str, moved: int) -> int:
    """Return the space before a comment after a line. It keeps its distance from the start of the line."""
    column = comment.start - text.rfind("\n", 0, comment.start) - 1 + moved
    return max(BEFORE_COMMENT, column - len(line.rpartition("\n")[2]))


def _is_apart(before: Token, token: Token) -> bool:
    """Whether two tokens of a line are separated by a space."""
    opens = before.kind == "sign" and before.text in "[{"
    if opens or token.kind != "sign":
        return not opens
    if token.text == ":":
        return before.text.startswith(("*", "&", "!"))  # Without a space, it could be part of the name.
    if token.text in ",]}":  # After an omitted value; without a space, it could be part of the text before.
        return before.text.startswith(("&", "!")) or (before.kind == "sign" and before.text == ":")
    return True


def _part_sections(found: list[Token], root: Node, text: str) -> None:
    """Put a blank line before and after each section of several lines, which includes the comments above it."""
    if not root.is_block or not root.is_mapping:
        return
    starts = {key.start: text.count("\n", key.start, value.end) for key, value in root.entries()}
    lines_before = 0
    for number, token in enumerate(found):
        if token.kind != "leaf" or token.start not in starts:
            continue
        lines = starts[token.start]
        if number and token.node is not root.inner[0] and (lines or lines_before):
            first = _first_comment(found, number)
            if not _keeps_lines(found[first - 1]):
                found[first].blank_lines = max(found[first].blank_lines, 1)
        lines_before = lines


def _first_comment(found: list[Token], number: int) -> int:
    """Return the index of the first comment directly above a token, otherwise its own index."""
    while number and not found[number].blank_lines:
        before = found[number - 1]
        if before.kind != "comment" or not before.is_first or before.column:
            break
        number -= 1
    return number


def _keeps_lines(token: Token) -> bool:
    """Whether blank lines after it are part of its text."""
    return token.kind == "leaf" and bool(re.match("[|>][1-9]?[+]", token.text))


def _end(text: str, found: list[Token]) -> str:
    """Return the line end of the last line, unless it would add to the text of a block scalar."""
    last = found[-1]
    is_block = last.kind == "leaf" and last.text.startswith(("|", ">"))
    return "" if is_block and (not text.endswith("\n") or last.text.endswith("\n")) else "\n"
