"""A row of tokens, laid out: what stands on one line stays on one, and whoever stood apart stands apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opsgen.source.format.columns import Columns
from opsgen.source.format.token import tokens

if TYPE_CHECKING:
    from opsgen.source.edit.syntax import Node
    from opsgen.source.format.token import Token

BEFORE_COMMENT = 1
"""The least space between a line's text and a comment behind it."""


def layout(text: str, root: Node) -> str:
    """The text of a file in its canonical layout."""
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
    """The space before a comment behind a line: it stays in its column, as seen from the line's beginning."""
    column = comment.start - text.rfind("\n", 0, comment.start) - 1 + moved
    return max(BEFORE_COMMENT, column - len(line.rpartition("\n")[2]))


def _is_apart(before: Token, token: Token) -> bool:
    """Whether a space stands between two tokens of a line."""
    opens = before.kind == "sign" and before.text in "[{"
    if opens or token.kind != "sign":
        return not opens
    if token.text == ":":
        return before.text.startswith(("*", "&", "!"))  # else it could be part of the name
    if token.text in ",]}":  # behind a value that is left out, else it could be part of the text before
        return before.text.startswith(("&", "!")) or (before.kind == "sign" and before.text == ":")
    return True


def _part_sections(found: list[Token], root: Node, text: str) -> None:
    """A blank line before and after each section of several lines; the comments right above it are part of it."""
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
    """The number of the first of the comments that stand right above a token, or else its own."""
    while number and not found[number].blank_lines:
        before = found[number - 1]
        if before.kind != "comment" or not before.is_first or before.column:
            break
        number -= 1
    return number


def _keeps_lines(token: Token) -> bool:
    """Whether blank lines behind it are part of its text."""
    return token.kind == "leaf" and bool(re.match("[|>][1-9]?[+]", token.text))


def _end(text: str, found: list[Token]) -> str:
    """The line end of the last line, unless that would be more of a block scalar than there is."""
    last = found[-1]
    is_block = last.kind == "leaf" and last.text.startswith(("|", ">"))
    return "" if is_block and (not text.endswith("\n") or last.text.endswith("\n")) else "\n"
