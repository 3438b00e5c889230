"""A YAML file as a row of tokens: what the parser found, and the signs and comments between."""

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
    """The parser made nothing of some text, and neither can we."""


@dataclass(slots=True)
class Token:
    """A scalar or alias, a property (`&anchor`, `!tag`), a sign, a comment, or a line of its own (`---`, `%…`)."""

    kind: Kind
    text: str
    start: int
    node: Node | None
    """The scalar or alias that it is; of others the one before."""
    gap: int = 0
    """How many spaces stand before it on its line."""
    is_first: bool = False
    """Whether it begins a line."""
    blank_lines: int = 0
    column: int = 0
    """Where it is to begin, if it begins a line."""


def tokens(text: str, root: Node) -> list[Token]:
    """All of them; what stands between is nothing but space."""
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
    """All comments, in order."""
    return [token.text for token in tokens(text, root) if token.kind == "comment"]


def behind_properties(text: str, node: Node) -> int:
    """Where a node begins, once its anchor and its tag are said."""
    if node.anchor is None and node.tag is None:
        return node.start
    anchor = f"|&{re.escape(node.anchor)}" if node.anchor else ""  # its name can end where text follows at once
    match = re.compile(f"(?:(?:![^ \\t\\n]*{anchor}){_BEHIND_PROPERTY})*").match(text, node.start)
    return match.end() if match else node.start


def _content(text: str, node: Node) -> tuple[int, int]:
    """Where a scalar stands, without its properties; a block that keeps its line ends has those, too.

    Of a value that is left out, its properties are all that there is.
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
    """Tell each token what space is before it."""
    at = 0
    for number, token in enumerate(found):
        space = text[at : token.start]
        lines = space.count("\n")
        token.is_first = lines > 0 or number == 0
        token.blank_lines = max(0, lines - 1)
        token.gap = len(space) - space.rfind("\n") - 1
        at = token.start + len(token.text)
