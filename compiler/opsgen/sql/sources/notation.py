"""How numbers and moments are written in text, as regular expressions that all engines have alike.

An engine's own functions guess: `strptime` takes `epoch` for a date and `24` for a year. A text is only read where the
whole of it has the form that the source declares.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from opsgen.language.dataset import LogicalType, Source

_DIRECTIVES = {
    "Y": "[0-9]{4}",
    "y": "[0-9]{2}",
    "m": "[0-9]{1,2}",
    "d": "[0-9]{1,2}",
    "b": "[A-Za-z]{3}",
    "B": "[A-Za-z]+",
    "H": "[0-9]{1,2}",
    "I": "[0-9]{1,2}",
    "M": "[0-9]{1,2}",
    "S": "[0-9]{1,2}",
    "f": "[0-9]{1,6}",
    "p": "[AaPp][Mm]",
    "z": "[+-][0-9]{2}(:?[0-9]{2})?",
    "%": "%",
}
_FIXED = {"m": "[0-9]{2}", "d": "[0-9]{2}", "H": "[0-9]{2}", "I": "[0-9]{2}", "M": "[0-9]{2}", "S": "[0-9]{2}"}
"""Directives beside another one, where only their length tells them apart."""

_OFFSET = "([Zz]|UTC|[+-][0-9]{2}(:?[0-9]{2})?)"
_DATE = "[0-9]{4,6}-[0-9]{2}-[0-9]{2}"
_TIME = "[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?"
ISO: dict[LogicalType, str] = {
    "date": rf"\s*{_DATE}\s*",
    "time": rf"\s*{_TIME}\s*",
    "timestamp": rf"\s*{_DATE}([Tt ]\s*{_TIME}\s*{_OFFSET}?)?\s*",
}
"""The forms of ISO 8601 that programs write. An engine alone would take `1:2` for a time."""
OFFSET = rf".*:.*{_OFFSET}\s*"
"""Text of a timestamp that has an offset."""


class Notation(NamedTuple):
    """What a source declares of how values are written; the defaults are what programs write."""

    decimal: str = "."
    thousands: str | None = None
    date_format: str | None = None
    timestamp_format: str | None = None

    @property
    def plain_numbers(self) -> bool:
        return self.decimal == "." and self.thousands is None

    def number(self) -> str:
        """The form of a number; groups have three digits each."""
        digits = "[0-9]+"
        if self.thousands is not None:
            digits = f"([0-9]{{1,3}}({_literal(self.thousands)}[0-9]{{3}})+|[0-9]+)"
        point = _literal(self.decimal)
        finite = f"({digits}({point}[0-9]*)?|{point}[0-9]+)([eE][+-]?[0-9]+)?"
        return f"[+-]?({finite}|[Nn][Aa][Nn]|[Ii][Nn][Ff]([Ii][Nn][Ii][Tt][Yy])?)"


PLAIN = Notation()


def notation(source: Source) -> Notation:
    """How values are written in a source's files."""
    return Notation(source.decimal or ".", source.thousands, source.date_format, source.timestamp_format)


def form(format_: str) -> str:
    """The form of the texts that a format of `strptime` stands for."""
    parts = re.findall(r"%.|[^%]", format_, re.DOTALL)
    beside = zip(["", *parts], [*parts[1:], ""], strict=False)
    return "".join(_part(part, others) for part, others in zip(parts, beside, strict=False))


def _part(part: str, beside: tuple[str, str]) -> str:
    if len(part) == 1:
        return _literal(part)
    touches = any(len(other) > 1 or other.isdigit() for other in beside)
    return (_FIXED if touches else {}).get(part[1]) or _DIRECTIVES[part[1]]


def _literal(character: str) -> str:
    """A character as itself, in every engine's regular expressions."""
    if character.isalnum() or not character.isascii():
        return character
    return f"\\{character}" if character in "^]\\" else f"[{character}]"
