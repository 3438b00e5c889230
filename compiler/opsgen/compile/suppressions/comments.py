"""Comments that ignore codes: `# opsgen: ignore[CODE, …] reason`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from opsgen.compile.suppressions import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Span
    from opsgen.source import Tree
    from opsgen.source.text import Source

_COMMENT = re.compile(rf"#[ \t]*{MARK}[ \t]*ignore\b(?:\[(?P<codes>[^\]]*)\])?(?P<reason>.*)")
_CODE = re.compile(r"[^\s,]+")


class Ignore(NamedTuple):
    """One code that a comment ignores, on one line of a file."""

    code: str
    reason: str
    line: int
    """The line to which it applies."""
    span: Span
    """The place of the code in the comment; the whole comment if it names none."""
    comment: Span


def ignores(tree: Tree) -> Iterator[Ignore]:
    """Yield the codes that comments ignore. A comment without a code yields an empty code."""
    for source, (start, end) in tree.comments(MARK):
        comment = _COMMENT.match(source.text, start, end)
        if comment is None:
            continue
        line, reason = _line(source, start), comment["reason"].strip(" \t-:")
        codes = list(_CODE.finditer(source.text, *comment.span("codes"))) if comment["codes"] else []
        for code in codes:
            yield Ignore(code[0], reason, line, source.span(code.span()), source.span((start, end)))
        if not codes:
            yield Ignore("", reason, line, source.span((start, end)), source.span((start, end)))


def _line(source: Source, start: int) -> int:
    """Return the line to which a comment applies: its own, or for a comment line the next other line."""
    number, column = source.position(start)
    if source.lines[number - 1][: column - 1].strip():
        return number
    following = enumerate(source.lines[number:], number + 1)
    return next((at for at, line in following if line.strip() and not line.lstrip().startswith("#")), number)
