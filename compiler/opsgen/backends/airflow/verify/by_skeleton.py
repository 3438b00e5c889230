"""Files of one form differ in their values alone: Python reads what is around these once, and then each by itself.

A file is cut where the frame of its form has names (see `skeleton.py`). That this proves as much as to read each file
as a whole follows from what a piece is: an expression that Python reads alone, from its first character to its last,
and that is a literal, a name, a display or a call.

- It is whole tokens, with no comment behind them, closes each bracket that it opens, and ends no line outside of one.
  No character of the frame that is next to a name makes one token with a neighbour. So the tokens of the file are
  those of the frame with the piece's in place of the name.
- It binds as tightly as a name does, and may stand wherever a name does. So the tree of the file is that of the frame
  with the piece's own tree in place of the name, and this must say the value that the plan has there.

A file that cannot be cut so, or of which this cannot be told, is read as a whole, which also tells what is wrong in it.
"""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from opsgen.backends.airflow.verify import literal
from opsgen.backends.airflow.verify.skeleton import form, frame, values
from opsgen.render.encode.python import Identifier, Shared

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from opsgen.backends.airflow.emit.model import Dag

_COMMENTS = re.compile(r"(?:#[^\r\n\0\ud800-\udfff]*\n)*")
"""Lines of comments, without what no text of a program can hold."""
_PLAIN = re.compile(r'"[ !#-\[\]-~]*"')
"""A string without escapes, which says what it shows."""
_TIGHT = ast.Constant | ast.Name | ast.Attribute | ast.List | ast.Dict | ast.Call


def matches(text: str, dag: Dag) -> bool:
    """Whether a file is proven to say what its plan says, and nothing else."""
    around = frame(form(dag))
    if not around:
        return False
    around, wanted = _with_identifiers(around, values(dag))
    pieces = _cut(text, around)
    return pieces is not None and all(map(_says, pieces, wanted))


def _with_identifiers(around: Sequence[str], wanted: Iterable[object]) -> tuple[list[str], list[object]]:
    """The frame with those values in place that are the tokens which they are written as, and the other values."""
    parts, others = [around[0]], []
    for value, part in zip(wanted, around[1:], strict=True):
        if isinstance(value, Identifier):
            parts[-1] += value.text + part
        else:
            others.append(value)
            parts.append(part)
    return parts, others


def _cut(text: str, around: Sequence[str]) -> list[str] | None:
    """What stands in a file, below its heading, between the parts of a frame."""
    first, *others, last = around
    start = _COMMENTS.match(text).end()  # type: ignore[union-attr]  # which always matches
    end = len(text) - len(last)
    if not text.startswith(first, start) or not text.endswith(last):
        return None
    pieces = []
    start += len(first)
    for part in others:
        at = text.find(part, start, end)
        if at < 0:
            return None
        pieces.append(text[start:at])
        start = at + len(part)
    return [*pieces, text[start:end]]


def _says(text: str, value: object) -> bool:
    if isinstance(value, Shared):
        return _says_shared(text, value)
    if _PLAIN.fullmatch(text):
        return isinstance(value, str) and text[1:-1] == value
    node = _expression(text)
    return node is not None and literal.is_literal(node, value)


@lru_cache(maxsize=1024)
def _says_shared(text: str, shared: Shared) -> bool:
    return _says(text, shared.value)


@lru_cache(maxsize=512)
def _expression(text: str) -> ast.expr | None:
    """The expression that a text is, all of it."""
    try:
        node = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):  # the latter for what is no text of a program at all
        return None
    last_line = text.rpartition("\n")[2]
    if (node.lineno, node.col_offset) == (1, 0):
        is_all = (node.end_lineno, node.end_col_offset) == (text.count("\n") + 1, len(last_line.encode()))
    else:
        is_all = text[0] == "(" and last_line.strip(" ") == ")"
    return node if is_all and isinstance(node, _TIGHT) else None
