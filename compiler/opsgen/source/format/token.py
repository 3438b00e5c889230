"""A YAML file as a list of tokens: scalars of the parser, and the signs and comments between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.source.edit.syntax import Node

Kind = Literal["leaf", "property", "sign", "comment", "line"]

_BETWEEN = re.compile(
    r"(?P<space>[ \t\n]+)|(?P<comment>#[^\n]*)|(?P<line>(?:---|\.\.\.)(?=\s|\Z)|%[^\n]*)"
    r"|(?P<property>[&!][^ \t\n]*)|(?P<sign>[-\[\]{},:?])"
)
_BEHIND_PROPERTY = r"(?:[ \t\n]+(?:#[^\n]*\n[ \t\n]*)*)?"


class UnknownTextError(Exception):
    """Some text is neither in the parser's events nor a known token."""


@dataclass(slots=True)
class Token:
    """A scalar or alias, a property (`&anchor`, `!tag`), a sign, a comment, or a line of its own (`---`, `%…`)."""

    kind: Kind
    text: str
    start: int
    node: Node | None
    """The scalar or alias of the token; for other tokens, the previous one."""
    gap: int = 0
    """The number of spaces before it on its line."""
    is_first: bool = False
    """Whether it starts a line."""
    blank_lines: int = 0
    column: int = 0
    """The new column, if it starts a line."""


def tokens(text: str, root: Node) -> list[Token]:
    """Return all tokens of a text. Only space is between them."""
    found: list[Token] = []
    at, last = 0, None
    for node in root.walk():
        if node.is_container or node.start == node.end:
            continue
        start, end = _content(text, node)
        found += _between(text, at, start, last)
        found.append(Token("leaf", text[start:end], start, node))
        at, last = end, node
    found += _between(text, at, len(text), last)
    _place(text, found)
    return found


def comments(text: str, root: Node) -> list[str]:
    """Return all comments, in order."""
    return [token.text for token in tokens(text, root) if token.kind == "comment"]


def behind_properties(text: str, node: Node) -> int:
    """Return the start of a node after its anchor and tag."""
    if node.anchor is None and node.tag is None:
        return node.start
    anchor = f"|&{re.escape(node.anchor)}" if node.anchor else ""  # Text may directly follow the name of an anchor.
    match = re.compile(f"(?:(?:![^ \\t\\n]*{anchor}){_BEHIND_PROPERTY})*").match(text, node.start)
    return match.end() if match else node.start


def _content(text: str, node: Node) -> tuple[int, int]:
    """Return the range of a scalar without its properties. A block that keeps its line ends includes them.

    An omitted value has only properties.
    """
    if node.value == "" and not node.style:
        return node.start, node.end
    start = behind_properties(text, node)
    header = text[start : text.find("\n", start)] if node.style in ("|", ">") else ""
    if "+" not in header.partition("#")[0]:
        return start, node.end
    blank = re.compile(r"(?:\n[ \t]*(?=\n|\Z))*").match(text, node.end)
    return start, blank.end() if blank else node.end


def _between(text: str, start: int, end: int, last: Node | None) -> Iterator[Token]:
    at = start
    while at < end:
        match = _BETWEEN.match(text, at, end)
        if match is None:
            raise UnknownTextError(text[at : at + 20])
        kind = match.lastgroup
        if kind != "space":
            yield Token(kind, match[0].rstrip(), at, last)  # type: ignore[arg-type]
        at = match.end()


def _place(text: str, found: list[Token]) -> None:
    """Set the space before each token."""
    at = 0
    for number, token in enumerate(found):
        space = text[at : token.start]
        lines = space.count("\n")
        token.is_first = lines > 0 or number == 0
        token.blank_lines = max(0, lines - 1)
        token.gap = len(space) - space.rfind("\n") - 1
        at = token.start + len(token.text)
