"""Python's string literals, with the quotes and escapes that `ruff format` prefers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from opsgen.render.encode.text import is_visible, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_PLAIN = re.compile(r"[ !#-\[\]-~]*")
_NOT_PLAIN = re.compile(r"[^ !#-\[\]-~]")
_LINE = re.compile(r"[^\n]*\n{1,2}|[^\n]+")
"""A line with the empty line after it, if there is one."""
_WORD = re.compile(r"[^ ]* +|[^ ]+")


@lru_cache(maxsize=16384)
def string(text: str) -> str:
    """Return the text as a string literal on one line."""
    if _PLAIN.fullmatch(text):
        return f'"{text}"'
    quote = "'" if text.count('"') > text.count("'") else '"'
    body = _with_escapes(text).replace(quote, f"\\{quote}")
    return f"{quote}{body}{quote}"


def pieces(text: str, room: int) -> Iterator[str]:
    """Cut the text, after line ends or words, so that the literal of each piece takes at most `room` columns."""
    room -= len('""')
    for line in _LINE.findall(text):
        if _size(line) <= room:
            yield line
        else:
            yield from _filled(_words(line, room), room)


def _words(line: str, room: int) -> Iterator[str]:
    for word in _WORD.findall(line):
        if _size(word) > room:
            yield from word
        else:
            yield word


def _filled(words: Iterable[str], room: int) -> Iterator[str]:
    row, used = "", 0
    for word in words:
        size = _size(word)
        if row and used + size > room:
            yield row
            row, used = "", 0
        row, used = row + word, used + size
    yield row


@lru_cache(maxsize=16384)
def _size(text: str) -> int:
    """Return the columns that text takes in a literal, with either kind of quotes."""
    return width(_with_escapes(text)) + text.count('"') + text.count("'")


def _with_escapes(text: str) -> str:
    return _NOT_PLAIN.sub(lambda char: _escaped(char[0]), text)


@lru_cache(maxsize=4096)
def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if is_visible(char):
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
