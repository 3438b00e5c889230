"""Refuses what ruamel.yaml's parsers accept and YAML 1.2 does not.

It also refuses escaped characters that no file of a spec may contain. Each check runs on what the parser found, so that
it needs no parser of its own. Most files need no check: plain searches of the text show that there is nothing to find.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from opsgen.source import codes
from opsgen.source.characters import describe, forbidden
from opsgen.source.scalars import ScalarError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.source.builder import Container
    from opsgen.source.text import FileError, Problems, Range

_BEFORE_GLUED = "\"'],}"
_GLUED = re.compile(rf"[{re.escape(_BEFORE_GLUED)}](#)")
_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#", re.MULTILINE)
_BLOCK_HEADER = re.compile(r"(?:[&!]\S*\s+)*([|>][-+0-9]*)(#)?[^\n]*\n?", re.ASCII)
_EMPTY_LINES = re.compile(r"(?: *\n)+")
_DOCUMENT_END = re.compile(r"^\.\.\.(?=\s|\Z)", re.MULTILINE | re.ASCII)
_SPACES = re.compile(" *")


def may_have_glued_comments(text: str) -> bool:
    return "#" in text and any(f"{character}#" in text for character in _BEFORE_GLUED)


def check_comments(problems: Problems, stream: Iterator[Any]) -> None:
    """Refuse a comment without a space in front of its `#`; `stream` are the events of the file."""
    text = problems.source.text
    scalars = [(event.start_mark.index, event.end_mark.index) for event in stream if hasattr(event, "value")]
    starts = [start for start, _ in scalars]

    def is_in_scalar(offset: int) -> bool:
        before = bisect_right(starts, offset) - 1
        return before >= 0 and offset < scalars[before][1]

    for glued in _GLUED.finditer(text):
        at = glued.start(1)
        line = text.rfind("\n", 0, at) + 1
        earlier = (found.start() for found in _COMMENT.finditer(text, line, at))
        if not is_in_scalar(at) and all(map(is_in_scalar, earlier)):
            raise _glued_comment(problems, at)


def check_ends(problems: Problems) -> None:
    """Refuse a second `...`, which starts a document for one parser and not for the other."""
    text = problems.source.text
    if text.count("\n...") < 2:
        return
    ends = [found.span() for found in _DOCUMENT_END.finditer(text)]
    if len(ends) > 1:
        message = "this line ends the document, and a file contains only one"
        raise problems.fatal(codes.MANY_DOCUMENTS, ends[1], message, "remove the `...`")


def check_block_scalar(problems: Problems, at: Range, parent: Container) -> None:
    """Refuse a header with a comment glued to it, and empty lines that are deeper than the text below them."""
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
    """Refuse brackets whose further lines are not indented deeper than the key or the dash that they belong to.

    A closing bracket may stand in any column: YAML wants it deeper, too, but no parser in use does.
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
    """The column of a block collection's keys or dashes; None where it is not plain."""
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
    """Refuse a character as an escape that is refused as it is."""
    for _, character in forbidden(value):
        raise ScalarError(
            codes.FORBIDDEN_CHARACTER,
            f"this text contains {describe(character)} as an escape",
            "remove it: files, names and terminals cannot represent it safely",
        )


def check_lines(problems: Problems, at: Range, containers: list[Container]) -> None:
    """Refuse a scalar whose further lines are not indented deeper than its key or dash: its quote was left open.

    YAML asks for that indentation; ruamel.yaml does not, and reads on to the next quote in the file.
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
