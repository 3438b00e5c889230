"""Markdown in which text of the spec shows as it is, and means nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_INLINE = re.compile(r"[\\`*_\[\]<>&~|]")
_LINE_START = re.compile(r"^(?:[#+=-]|[0-9]+(?=[.)]))", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z0-9_.-]+")


def paragraphs(text: str) -> list[str]:
    """Lines of text, the blank ones among them too."""
    lines = [" ".join(line.split()) for line in text.strip().splitlines()]
    return [_escaped(line) for line in lines]


def inline(text: str) -> str:
    """Text within a line."""
    return _escaped(" ".join(text.split()))


def code(text: str) -> str:
    """A name, set in the type of code where nothing in it could end that."""
    return f"`{text}`" if _NAME.fullmatch(text) else inline(text)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """A table of cells that are Markdown already."""
    head = list(head)
    return [_row(head), _row("---" for _ in head), *map(_row, rows)]


def document(*blocks: Iterable[str]) -> str:
    """Blocks of lines, a blank line between them. It ends in one, for Airflow would read the file `….md`."""
    return "\n\n".join("\n".join(lines) for block in blocks if (lines := list(block))) + "\n"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    text = _INLINE.sub(lambda match: f"\\{match[0]}", text)
    return _LINE_START.sub(lambda match: f"{match[0]}\\" if match[0].isdigit() else f"\\{match[0]}", text)
