"""Text in Markdown that GitHub shows in the summary of a job. It is HTML, in which text of a spec or of data is inert.

Markdown has too many ways to end a cell or a span of code. Inside an HTML block, nothing is read as Markdown until a
blank line (https://spec.commonmark.org/0.31.2/#html-blocks), and GitHub makes no links of text in `<code>` and `<pre>`.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from opsgen.terminal.escape import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST = 50_000
"""The most characters of a block. GitHub drops a summary of more than 1 MiB, and escaping takes up to five of one."""
WIDEST = 200
"""The most characters of a value in a table."""


def code(text: str) -> str:
    """Return one line of text as code."""
    shown = visible(text)
    return f"<code>{escape(shown if len(shown) <= WIDEST else f'{shown[: WIDEST - 1]}…')}</code>"


def block(text: str) -> str:
    """Return lines of text as a block of code, without what is too long."""
    shown, more = visible(text, keep="\n\t"), ""
    if len(shown) > LONGEST:
        shown = shown[:LONGEST].rpartition("\n")[0] or shown[:LONGEST]
        more = "<p>The log has the rest.</p>\n"
    return f"<pre>{escape(shown)}</pre>\n{more}"


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; titles and cells are HTML of one line."""
    head = "".join(f"<th>{title}</th>" for title in titles)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n" for row in rows)
    return f"<table>\n<tr>{head}</tr>\n{body}</table>\n"
