"""In which column each line is to begin: two more for each mapping or list that it stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.source.format.leaf import STEP, leaf
from opsgen.source.format.token import behind_properties

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.source.edit.syntax import Node
    from opsgen.source.format.token import Token


class Columns:
    """The blocks of one file, in which column each stands, and in which it is to stand."""

    def __init__(self, text: str, root: Node) -> None:
        self._text = text
        self._old: dict[Node, int] = {}
        self._new: dict[Node, int] = {}
        self._starts: dict[int, Node] = {}
        """Lists by their first `-`, and what stands in brackets by the one that opens it."""
        self._lists: dict[int, Node] = {}
        """The lists that were seen last, by the column of their `-`."""
        for node in root.walk():
            if node.is_block:
                self._new[node] = self.around(node) + (STEP if node.parent else 0)
                self._old[node] = self._column(self._start(node))
            if node.is_container and (node.style or not node.is_mapping):
                self._starts[self._start(node)] = node

    def around(self, node: Node) -> int:
        """The column of the block that a node stands in."""
        return next((self._new[block] for block in _blocks(node.parent)), 0)

    def written(self, token: Token) -> str:
        """A token's text; that of a scalar as it is to be."""
        if token.kind != "leaf" or token.node is None:
            return token.text
        block = next(_blocks(token.node.parent), None)
        old = self._old[block] if block else 0
        column = token.column if token.node.in_flow else self.around(token.node) + STEP
        return leaf(token.text, token.node, column, old)

    def place(self, tokens: Sequence[Token]) -> None:
        """Give each token that begins a line its column."""
        in_brackets = list(self._in_brackets(tokens))
        for number, token in enumerate(tokens):
            column = in_brackets[number]
            token.column = self._in_block(tokens, number) if column is None else column
        for number, token in enumerate(tokens):
            if token.kind == "comment" and token.is_first and in_brackets[number] is None:
                token.column = self._of_comment(
                    token, tokens[number - 1] if number else None, _next(tokens, number, "comment")
                )

    def _in_brackets(self, tokens: Sequence[Token]) -> Iterator[int | None]:
        """The column of each token that stands in brackets; on the way, each sign learns what it belongs to."""
        depth, base = 0, 0
        for token in tokens:
            sign = token.text if token.kind == "sign" else " "
            if sign != " ":
                token.node = self._owner(token) or token.node
            if sign in "[{" and not depth and token.node:
                base = self.around(token.node)
            inner = depth - (sign in "]}")
            yield base + STEP * inner if depth else None
            depth = inner + (sign in "[{")

    def _owner(self, token: Token) -> Node | None:
        """The list of a `-`, or what a bracket opens."""
        node = self._starts.get(token.start)
        if token.text != "-":
            return node
        column = self._column(token.start)
        if node is not None:
            self._lists[column] = node
        return self._lists.get(column)

    def _in_block(self, tokens: Sequence[Token], number: int) -> int:
        token = tokens[number]
        if token.kind == "property":
            token = _next(tokens, number, "property", "comment") or token
        if token.kind in ("line", "comment", "property") or token.node is None:
            return 0
        if token.text == "-" and token.kind == "sign":
            return self._new[token.node]
        around = self.around(token.node)
        return around if token.node.is_key or not token.node.parent else around + STEP

    def _of_comment(self, token: Token, before: Token | None, after: Token | None) -> int:
        """That of the block that it stands beside: one of those open before it, or what follows it."""
        old, new = (self._column(after.start), after.column) if after else (0, 0)
        for block in _blocks(before.node if before else None):
            if self._new[block] > new and token.gap >= self._old[block] > old:
                return self._new[block]
        return new

    def _start(self, node: Node) -> int:
        """Where a list, a mapping or a bracket starts, behind its properties."""
        if node.style or not node.is_mapping:
            return behind_properties(self._text, node)
        return node.inner[0].start

    def _column(self, offset: int) -> int:
        return offset - self._text.rfind("\n", 0, offset) - 1


def _blocks(node: Node | None) -> Iterator[Node]:
    """The mappings and lists in block style that a node is or stands in, from within."""
    while node is not None and node.parent is not None:
        if node.is_block:
            yield node
        node = node.parent
    if node is not None and node.is_block:
        yield node


def _next(tokens: Sequence[Token], number: int, *passed: str) -> Token | None:
    """The next token that is none of some kinds."""
    following = (tokens[at] for at in range(number + 1, len(tokens)))
    return next((token for token in following if token.kind not in passed), None)
