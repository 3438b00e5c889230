"""Markdown that shows text of the spec unchanged, without any markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_INLINE = re.compile(r"[\\`*_\[\]<>&~|]")
_LINE_START = re.compile(r"^(?:[#+=-]|[0-9]+(?=[.)]))", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z0-9_.-]+")


def paragraphs(text: str) -> list[str]:
    """Return lines of text, including blank ones."""
    lines = [" ".join(line.split()) for line in text.strip().splitlines()]
    return [_escaped(line) for line in lines]


def inline(text: str) -> str:
    """Escape text within a line."""
    return _escaped(" ".join(text.split()))


def code(text: str) -> str:
    """Return a name as inline code, or escaped if it contains a back-tick."""
    return f"`{text}`" if _NAME.fullmatch(text) else inline(text)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """Return a table. The cells are already Markdown."""
    head = list(head)
    return [_row(head), _row("---" for _ in head), *map(_row, rows)]


def document(*blocks: Iterable[str]) -> str:
    """Join blocks of lines with blank lines. The text ends in one: Airflow reads text that ends in `.md` as a path."""
    return "\n\n".join("\n".join(lines) for block in blocks if (lines := list(block))) + "\n"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    text = _INLINE.sub(lambda match: f"\\{match[0]}", text)
    return _LINE_START.sub(lambda match: f"{match[0]}\\" if match[0].isdigit() else f"\\{match[0]}", text)
