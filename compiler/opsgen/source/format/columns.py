"""Compute the column of each line: two more for each mapping or list around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.source.format.leaf import STEP, leaf
from opsgen.source.format.token import behind_properties

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.source.edit.syntax import Node
    from opsgen.source.format.token import Token


class Columns:
    """The blocks of one file, with the old and the new column of each."""

    def __init__(self, text: str, root: Node) -> None:
        self._text = text
        self._old: dict[Node, int] = {}
        self._new: dict[Node, int] = {}
        self._starts: dict[int, Node] = {}
        """Lists by their first `-`, and collections in brackets by the opening one."""
        self._lists: dict[int, Node] = {}
        """The last lists, by the column of their `-`."""
        for node in root.walk():
            if node.is_block:
                self._new[node] = self.around(node) + (STEP if node.parent else 0)
                self._old[node] = self._column(self._start(node))
            if node.is_container and (node.style or not node.is_mapping):
                self._starts[self._start(node)] = node

    def around(self, node: Node) -> int:
        """Return the new column of the block around a node."""
        return next((self._new[block] for block in _blocks(node.parent)), 0)

    def written(self, token: Token) -> str:
        """Return a token's text; for a scalar, its new text."""
        if token.kind != "leaf" or token.node is None:
            return token.text
        block = next(_blocks(token.node.parent), None)
        old = self._old[block] if block else 0
        column = token.column if token.node.in_flow else self.around(token.node) + STEP
        return leaf(token.text, token.node, column, old)

    def place(self, tokens: Sequence[Token]) -> None:
        """Set the column of each token that starts a line."""
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
        """Set the column of each token in brackets, and find the owner of each sign."""
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
        """Return the list of a `-`, or the collection of a bracket."""
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
        """Return the column of a comment: that of an open block before it, or of the token after it."""
        old, new = (self._column(after.start), after.column) if after else (0, 0)
        for block in _blocks(before.node if before else None):
            if self._new[block] > new and token.gap >= self._old[block] > old:
                return self._new[block]
        return new

    def _start(self, node: Node) -> int:
        """Return the start of a list, a mapping or a bracket, after its properties."""
        if node.style or not node.is_mapping:
            return behind_properties(self._text, node)
        return node.inner[0].start

    def _column(self, offset: int) -> int:
        return offset - self._text.rfind("\n", 0, offset) - 1


def _blocks(node: Node | None) -> Iterator[Node]:
    """Yield the mappings and lists in block style around a node, and the node itself, from the innermost."""
    while node is not None and node.parent is not None:
        if node.is_block:
            yield node
        node = node.parent
    if node is not None and node.is_block:
        yield node


def _next(tokens: Sequence[Token], number: int, *passed: str) -> Token | None:
    """Return the next token, skipping some kinds."""
    following = (tokens[at] for at in range(number + 1, len(tokens)))
    return next((token for token in following if token.kind not in passed), None)
