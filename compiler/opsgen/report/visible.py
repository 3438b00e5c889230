"""Text from a spec, made safe to show: what a terminal would obey or hide is shown as its code point."""

from __future__ import annotations

from unicodedata import east_asian_width

from opsgen.credentials import mask


def safe(text: str) -> str:
    """The text, visible and without credentials."""
    return visible(mask(text))


def visible(text: str, keep: str = "") -> str:
    """The text with each character that does not show itself written as `\\u{…}`; those in `keep` stay."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in keep else f"\\u{{{ord(char):04X}}}" for char in text)


def width(text: str) -> int:
    """How many columns of a terminal visible text takes."""
    return len(text) if text.isascii() else sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
