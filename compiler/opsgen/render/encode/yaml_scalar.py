"""YAML scalars: text and numbers, written so that no parser reads them as anything else."""

from __future__ import annotations

import re
from functools import lru_cache

from opsgen.render.encode.text import is_visible

# Words that some parser reads as a boolean, as null or as a number. https://yaml.org/type/
_RESERVED = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"})
_PLAIN = re.compile(
    r"(?:[A-Za-z/]|[^\x00-\x7f])"
    r"(?:[A-Za-z0-9_./+@()=;$^~<>*&!?%'\"|\\,-]|[^\x00-\x7f]|:(?=[^ ,])| (?=[^ #]))*"
)
# Inside brackets, `,` and brackets end a scalar, and parsers disagree about `:` and `?`.
_PLAIN_IN_FLOW = re.compile(r"(?:[A-Za-z/]|[^\x00-\x7f])(?:[A-Za-z0-9_./+@=-]|[^\x00-\x7f]| (?=[^ ]))*")
# Quantities such as `10m` start with a digit but are text for every parser, unlike `1e3` and `0x10`.
_QUANTITY = re.compile(r"[1-9][0-9]*(?:m|s|h|d|k|M|G|T|Ki|Mi|Gi|Ti)")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


@lru_cache(maxsize=16384)
def one_line(text: str, *, flow: bool) -> str:
    """Return text on one line, in double quotes unless every parser reads it as text without them.

    `flow`: inside brackets or before a colon.
    """
    return text if is_plain(text, flow=flow) else quoted(text)


def is_plain(text: str, *, flow: bool) -> bool:
    """Whether every parser reads it as text without quotes."""
    plain = _PLAIN_IN_FLOW if flow else _PLAIN
    if plain.fullmatch(text):
        return text.lower() not in _RESERVED and is_visible(text)
    return bool(_QUANTITY.fullmatch(text))


def quoted(text: str) -> str:
    return f'"{"".join(map(_escaped, text))}"'


def literal(text: str) -> list[str] | None:
    """Return the lines of a literal block, or None if a literal block cannot represent the text."""
    body = text.removesuffix("\n")
    lines = body.split("\n")
    if not lines[0] or not lines[-1] or lines[0].startswith(" "):
        return None
    if not all(is_visible(line) and not line.endswith(" ") for line in lines):
        return None
    return ["|-" if body == text else "|", *lines]


def number(value: float) -> str:
    """Return a finite number. YAML 1.1 requires a point in a float, even with an exponent."""
    mantissa, exponent, power = float.__repr__(value).partition("e")
    return f"{mantissa}{'' if '.' in mantissa else '.0'}{exponent}{power}"


@lru_cache(maxsize=4096)
def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if is_visible(char):
        return char
    code = ord(char)
    # A surrogate cannot be encoded as UTF-8, and YAML has no escape for one that every parser accepts.
    if 0xD800 <= code < 0xE000:
        raise ValueError(f"YAML cannot hold the lone surrogate U+{code:04X}")
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
