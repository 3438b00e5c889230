"""Makes text from a spec safe to print: control and invisible characters are shown as their code points."""

from __future__ import annotations

from unicodedata import category, east_asian_width

from opsgen.diagnostics.known_secrets import hide
from opsgen.diagnostics.secret_patterns import mask, mask_forms

_MARKS = ("Mn", "Me")
"""The categories of combining characters, which take no column."""
LONG = 8
"""The shortest known secret that is masked in file names: shorter ones are often plain words there."""
_AS_EMOJI = "\ufe0f"
"""Shows the character before it as an emoji, one column wider."""


def safe(text: str) -> str:
    """The text, escaped and without credentials."""
    return visible(mask(text))


def named(file: str) -> str:
    """A file's name, safe to print at the start of a line, where CI systems read commands such as `::error::`."""
    # Folder by folder: a long path looks like base64.
    name = visible(hide("/".join(map(mask_forms, file.split("/"))), LONG))
    return f"./{name}" if name.lstrip().startswith(":") else name


def visible(text: str, keep: str = "") -> str:
    """The text with each unprintable character written as `\\u{…}`, except those in `keep`."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in keep else f"\\u{{{ord(char):04X}}}" for char in text)


def width(text: str) -> int:
    """The columns that printable text takes on a terminal."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if category(character) in _MARKS:
        return 1 if character == _AS_EMOJI else 0
    return 2 if east_asian_width(character) in "WF" else 1
