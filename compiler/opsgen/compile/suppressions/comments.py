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
    """The line that it is about."""
    span: Span
    """Where the code stands in the comment; the whole comment where it names none."""
    comment: Span


def ignores(tree: Tree) -> Iterator[Ignore]:
    """Everything that comments ignore; a comment without a code gives one with an empty code."""
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
    """The line that a comment is about: its own, or, where it stands alone, the next that is more than a comment."""
    number, column = source.position(start)
    if source.lines[number - 1][: column - 1].strip():
        return number
    following = enumerate(source.lines[number:], number + 1)
    return next((at for at, line in following if line.strip() and not line.lstrip().startswith("#")), number)
