"""What a scalar in quotes may hold, and where it may go on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opsgen.source import codes
from opsgen.source.characters import describe, forbidden
from opsgen.source.scalars import ScalarError
from opsgen.source.strict import column_of

if TYPE_CHECKING:
    from opsgen.source.containers import Container
    from opsgen.source.text import Problems, Range


def check_escapes(value: str) -> None:
    """Refuse a character as an escape that is refused as it is."""
    for _, character in forbidden(value):
        raise ScalarError(
            codes.FORBIDDEN_CHARACTER,
            f"this text holds {describe(character)} as an escape",
            "remove it: text goes into files, names and terminals that cannot hold it",
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
