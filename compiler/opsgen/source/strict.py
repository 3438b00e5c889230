"""Refuse what ruamel.yaml's parsers accept and YAML 1.2 does not.

It also refuses escaped characters that a spec must not contain. Each check uses the parser's events, so it needs no
parser of its own. Most files need no check: plain searches of the text show that there is nothing to find.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opsgen.source import codes
from opsgen.source.characters import describe, forbidden
from opsgen.source.scalars import ScalarError

if TYPE_CHECKING:
    from opsgen.source.builder import Container
    from opsgen.source.text import FileError, Problems, Range

_BEFORE_GLUED = "\"'],}"
_GLUED = re.compile(rf"[{re.escape(_BEFORE_GLUED)}](#)")
_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#", re.MULTILINE)
_BLOCK_HEADER = re.compile(r"(?:[&!]\S*\s+)*([|>][-+0-9]*)(#)?[^\n]*\n?", re.ASCII)
_EMPTY_LINES = re.compile(r"(?: *\n)+")
_DOCUMENT_END = re.compile(r"^\.\.\.(?=\s|\Z)", re.MULTILINE | re.ASCII)
_SPACES = re.compile(" *")


class HashSigns:
    """The `#` of a text that may start comments without a space before them, except those in scalars.

    The parser passes the scalars in the order of the text. A second parse for this took a fifth of the time of
    linting a large file.
    """

    def __init__(self, text: str) -> None:
        self._glued = {at: _comments_before(text, at) for at in _glued(text)}
        earlier = (at for all_ in self._glued.values() for at in all_)
        self._end = len(text)
        self._waiting = sorted({*self._glued, *earlier}, reverse=True)
        self._in_scalars = set[int]()
        self.next = self._waiting[-1] if self._waiting else self._end
        """The offset of the first one that no scalar has reached."""

    def scalar(self, start: int, end: int) -> None:
        """Process the next scalar, which ends after `next`."""
        while self._waiting and self._waiting[-1] < end:
            at = self._waiting.pop()
            if at >= start:
                self._in_scalars.add(at)
        self.next = self._waiting[-1] if self._waiting else self._end

    def check(self, problems: Problems) -> None:
        """Refuse a comment without a space before its `#`. Call it after all scalars."""
        for at, earlier in self._glued.items():
            if at not in self._in_scalars and self._in_scalars.issuperset(earlier):
                raise _glued_comment(problems, at)


def _glued(text: str) -> list[int]:
    # Two searches for fixed texts are many times faster than the pattern, and most files have neither.
    if "#" not in text or not any(f"{character}#" in text for character in _BEFORE_GLUED):
        return []
    return [found.start(1) for found in _GLUED.finditer(text)]


def _comments_before(text: str, at: int) -> list[int]:
    """Yield the possible starts of comments before a `#` on its line."""
    line = text.rfind("\n", 0, at) + 1
    return [found.start() for found in _COMMENT.finditer(text, line, at)]


def check_ends(problems: Problems) -> None:
    """Refuse a second `...`, which starts a document in one parser and not in the other."""
    text = problems.source.text
    if text.count("\n...") < 2:
        return
    ends = [found.span() for found in _DOCUMENT_END.finditer(text)]
    if len(ends) > 1:
        message = "this line ends the document, and a file contains only one"
        raise problems.fatal(codes.MANY_DOCUMENTS, ends[1], message, "remove the `...`")


def check_block_scalar(problems: Problems, at: Range, parent: Container) -> None:
    """Refuse a header with a comment directly after it, and empty lines that are deeper than the text below them."""
    text = problems.source.text
    header = _BLOCK_HEADER.match(text, at[0])
    if header is None:
        return
    if header[2]:
        raise _glued_comment(problems, header.start(2))
    empty = _EMPTY_LINES.match(text, header.end())
    if empty is None or header[1][1:].strip("+-"):
        return
    deepest = max(map(len, empty[0].split("\n")))
    end = empty.end()
    indentation = _SPACES.match(text, end).end() - end  # type: ignore[union-attr]
    column = column_of(text, parent)
    if column is not None and column < indentation < deepest:
        raise problems.fatal(
            codes.INVALID_YAML,
            (end + indentation, end + indentation + 1),
            "an empty line above this text is indented deeper than the text",
            "remove the spaces on the empty line, or write after the `|` or `>` by how many the text is indented",
        )


def check_flow(problems: Problems, at: Range, parent: Container) -> None:
    """Refuse brackets whose other lines are not indented deeper than their key or dash.

    A closing bracket may be in any column. YAML requires it to be deeper, too, but no common parser does.
    """
    text = problems.source.text
    column = column_of(text, parent)
    if column is None:
        return
    found = re.compile(rf"\n {{0,{column}}}(?! |[ \t]*(?:#|\n)|[\]}}])(\t*)").search(text, *at)
    if found is None:
        return
    if found[1]:
        raise tab_indentation(problems, found.span(1))
    start = found.end()
    raise problems.fatal(
        codes.INVALID_YAML,
        (start, start + 1),
        "this line is inside brackets, and is not indented deeper than the key or the dash that they belong to",
        "indent it deeper, or close the bracket before it",
    )


def tab_indentation(problems: Problems, at: Range) -> FileError:
    return problems.fatal(
        codes.TAB_INDENTATION,
        at,
        "a tab indents this line, and YAML counts only spaces",
        "replace it with spaces; most editors can do so for all YAML files",
    )


def column_of(text: str, container: Container) -> int | None:
    """Return the column of a block collection's keys or dashes; None if it is not obvious."""
    start = container.start
    if text[start] not in "-?":
        if not container.is_mapping or not container.positions:
            return None
        start = container.positions[0]
    line = text.rfind("\n", 0, start) + 1
    return start - line if not text[line:start].strip(" -") else None


def _glued_comment(problems: Problems, at: int) -> FileError:
    return problems.fatal(
        codes.INVALID_YAML,
        (at, at + 1),
        "a comment needs a space in front of its `#`",
        "put a space there, or put the text that contains `#` in quotes",
    )


def check_escapes(value: str) -> None:
    """Refuse the escape of a character that is also refused unescaped."""
    for _, character in forbidden(value):
        raise ScalarError(
            codes.FORBIDDEN_CHARACTER,
            f"this text contains {describe(character)} as an escape",
            "remove it: files, names and terminals cannot represent it safely",
        )


def check_lines(problems: Problems, at: Range, containers: list[Container]) -> None:
    """Refuse a scalar whose other lines are not indented deeper than its key or dash: its quote was not closed.

    YAML requires that indentation. ruamel.yaml does not, and reads up to the next quote in the file.
    """
    text = problems.source.text
    parent = next((each for each in reversed(containers) if not each.is_flow), None)
    column = None if parent is None else column_of(text, parent)
    if column is not None and re.compile(rf"\n {{0,{column}}}[^ \n]").search(text, *at):
        raise problems.fatal(
            codes.UNCLOSED_QUOTE,
            (at[0], at[0] + 1),
            "this quote is not closed before the next key",
            "close it on its line; text that goes on must be indented deeper than its key",
        )
