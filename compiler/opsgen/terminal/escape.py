"""Text from a spec, made safe to show: what a terminal would obey or hide is shown as its code point."""

from __future__ import annotations

from unicodedata import category, east_asian_width

from opsgen.diagnostics.known_secrets import hide
from opsgen.diagnostics.secret_patterns import mask, mask_forms

_MARKS = ("Mn", "Me")
"""The categories of what stands above, below or around the character before it."""
LONG = 8
"""From how many characters on a known secret is hidden in names of files: shorter ones are words of these."""
_AS_EMOJI = "\ufe0f"
"""Makes a picture of the character before it, one column wider than that."""


def safe(text: str) -> str:
    """The text, visible and without credentials."""
    return visible(mask(text))


def named(file: str) -> str:
    """A file's name, as safe, and nothing that CI obeys where it begins a line."""
    # Folder by folder: a long path looks like base64.
    name = visible(hide("/".join(map(mask_forms, file.split("/"))), LONG))
    return f"./{name}" if name.lstrip().startswith(":") else name


def visible(text: str, keep: str = "") -> str:
    """The text with each character that does not show itself written as `\\u{…}`; those in `keep` stay."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in keep else f"\\u{{{ord(char):04X}}}" for char in text)


def width(text: str) -> int:
    """How many columns of a terminal visible text takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if category(character) in _MARKS:
        return 1 if character == _AS_EMOJI else 0
    return 2 if east_asian_width(character) in "WF" else 1
