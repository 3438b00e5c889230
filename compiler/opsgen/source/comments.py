"""The comments of a file that are directives for a program."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.source.document import Document
    from opsgen.source.text import Range


def comments(document: Document, beginning: str) -> Iterator[Range]:
    """Return the ranges of comments that start with a text, from `#` to the end of the line."""
    text = document.source.text
    if beginning not in text:
        return
    for match in re.finditer(rf"(?:^|(?<=[ \t]))#[ \t]*{re.escape(beginning)}.*", text, re.MULTILINE):
        if not document.is_in_scalar(match.start()):
            yield match.span()
