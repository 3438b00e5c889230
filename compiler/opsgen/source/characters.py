"""Characters that a spec must not contain, and the display of text in messages."""

from __future__ import annotations

import re

_FORBIDDEN = (
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls, except tab, LF and CR
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional controls
    "\ud800-\udfff\ufeff\ufffe\uffff]"  # lone surrogates, a byte order mark inside text, noncharacters
)
_ALLOWED_ASCII = bytes((0x09, 0x0A, 0x0D, *range(0x20, 0x7F)))
_CONTROLS = {0x00: "NUL", 0x07: "BELL", 0x08: "BACKSPACE", 0x1B: "ESCAPE", 0x7F: "DELETE", 0x85: "NEXT LINE"}
_LONGEST_SHOWN = 60
_LONGEST_PATH = 300
_LONGEST_NAME = 200

# Scripts that ordinary words mix: Japanese, Korean and Chinese text contains Latin letters.
_ALONGSIDE_LATIN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO", "HANGUL"})
_SCRIPTS = _ALONGSIDE_LATIN | frozenset({
    "ARABIC", "ARMENIAN", "BENGALI", "CHEROKEE", "COPTIC", "CYRILLIC", "DEVANAGARI", "ETHIOPIC", "GEORGIAN", "GREEK",
    "GUJARATI", "GURMUKHI", "HEBREW", "KANNADA", "KHMER", "LAO", "LATIN", "LISU", "MALAYALAM", "MONGOLIAN", "MYANMAR",
    "OSMANYA", "SINHALA", "SYRIAC", "TAMIL", "TELUGU", "THAI", "TIBETAN", "TIFINAGH",
})  # fmt: skip


def forbidden(text: str) -> list[tuple[int, str]]:
    """Yield the first offset of each forbidden character in `text`, in order."""
    if text.isascii() and not text.encode().translate(None, _ALLOWED_ASCII):
        return []
    if not re.search(_FORBIDDEN, text):
        return []
    return sorted((text.index(character), character) for character in set(text) if re.match(_FORBIDDEN, character))


def describe(character: str) -> str:
    """Return the code point with its name: `U+202E RIGHT-TO-LEFT OVERRIDE`."""
    import unicodedata

    point = ord(character)
    unnamed = "half of a surrogate pair" if 0xD800 <= point <= 0xDFFF else "a control character"
    return f"U+{point:04X} {_CONTROLS.get(point) or unicodedata.name(character, unnamed)}"


def escape(text: str) -> str:
    """Escape everything in `text` that a terminal could interpret or cannot encode."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_escape, text))


def quote(text: str) -> str:
    """Return `text` for a message: in back-ticks, escaped, and shortened."""
    shown = text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
    return f"`{escape(shown)}`"


def quote_path(path: str) -> str:
    """Return a path for a message. Its end is kept, which says more than its start."""
    shown = path if len(path) <= _LONGEST_PATH else "…" + path[1 - _LONGEST_PATH :]
    return f"`{escape(shown)}`"


def mixed_scripts(text: str) -> tuple[str, ...]:
    """Return the scripts of the first word in `text` that mixes scripts which no language mixes."""
    for word in text[:_LONGEST_NAME].split():
        scripts = sorted(set(filter(None, map(_script, word))))
        if len(scripts) > 1 and not set(scripts) - {"LATIN"} <= _ALONGSIDE_LATIN:
            return tuple(script.capitalize() for script in scripts)
    return ()


def _escape(character: str) -> str:
    if character.isprintable() or character == " ":
        return character
    return character.encode("unicode_escape").decode()


def _script(character: str) -> str | None:
    import unicodedata

    script = unicodedata.name(character, "").partition(" ")[0]
    return script if character.isalpha() and script in _SCRIPTS else None
