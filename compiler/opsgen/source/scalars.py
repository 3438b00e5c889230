"""The values of scalars by the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema), if finite.

So `NO`, `on` and `22:30` are text, `010` is ten and `0o17` is fifteen.
"""

from __future__ import annotations

import re
from math import isinf
from typing import TYPE_CHECKING, Any, TypeAlias

from opsgen.source import codes
from opsgen.source.characters import quote
from opsgen.source.limits import MAX_INTEGER, MIN_INTEGER

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from opsgen.diagnostics.model import Code

Scalar: TypeAlias = "str | int | float | bool | None"

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_STARTS_OF_NUMBERS = frozenset("+-.0123456789")
_NUMBER = re.compile(
    r"(?P<decimal>[-+]?[0-9]+)"
    r"|0o(?P<octal>[0-7]+)|0x(?P<hexadecimal>[0-9a-fA-F]+)"
    r"|(?P<float>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<infinite>[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))"
)
_BASES = {"decimal": 10, "octal": 8, "hexadecimal": 16}
_MOST_DIGITS = 64  # Long enough for any 64-bit integer in any of these bases, with leading zeros.
_TAG_PREFIX = "tag:yaml.org,2002:"


class SourceInt(int):
    """An integer that Python would write differently: `text` keeps `010`."""

    text: str

    def __new__(cls, value: int, text: str) -> Self:
        number = super().__new__(cls, value)
        number.text = text
        return number


class SourceFloat(float):
    """A float that Python would write differently: `text` keeps `1.10`."""

    text: str

    def __new__(cls, value: float, text: str) -> Self:
        number = super().__new__(cls, value)
        number.text = text
        return number


class ScalarError(Exception):
    """A scalar that a spec must not contain."""

    def __init__(self, code: Code, message: str, *help_: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.help = help_


def is_always_text(text: str) -> bool:
    """Whether a plain scalar can only be text. The first character decides about most."""
    return text not in _WORDS and text[0] not in _STARTS_OF_NUMBERS


def plain(text: str) -> Scalar:
    """Return the value of a plain scalar, one without quotes."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _STARTS_OF_NUMBERS:
        return text
    if text == "-":
        raise ScalarError(
            codes.INVALID_YAML,
            "a `-` inside brackets starts no item of a list",
            "put it in quotes if it is text; items in brackets need none",
        )
    match = _NUMBER.fullmatch(text)
    if match is None:
        return text
    kind = str(match.lastgroup)
    if kind in _BASES:
        return _integer(text, match[kind], _BASES[kind])
    return _float(text, infinite=kind == "infinite")


def tagged(tag: str, text: str) -> Scalar:
    """Return the value of a scalar with an explicit tag. Only tags of the core schema are supported."""
    name = tag.removeprefix(_TAG_PREFIX)
    if name == "str":
        return text
    if tag == name or name not in _OF_TAG:
        raise unknown_tag(tag)
    value = plain(text)
    if not _OF_TAG[name](value):
        raise ill_typed(tag, "this text" if text else "nothing")
    return SourceFloat(value, text) if name == "float" and isinstance(value, int) else value


def collection_tag(tag: str, expected: str, shown: str) -> None:
    """Refuse the tag of a mapping or a list, except `!!map` and `!!seq`."""
    name = tag.removeprefix(_TAG_PREFIX)
    if tag == name or name not in ("map", "seq", *_OF_TAG, "str"):
        raise unknown_tag(tag)
    if name != expected:
        raise ill_typed(tag, shown)


def kind(value: Any) -> str:
    """Return the name of a value's type for people."""
    if value is None:
        return "nothing"
    names: dict[type, str] = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}
    names |= {dict: "a mapping", list: "a list"}
    return next(name for type_, name in names.items() if isinstance(value, type_))


def unknown_tag(tag: str) -> ScalarError:
    return ScalarError(
        codes.UNKNOWN_TAG,
        f"the tag {quote(_written(tag))} is not supported in a spec",
        "remove the tag, or put the text in quotes if it starts with `!`",
    )


def ill_typed(tag: str, shown: str) -> ScalarError:
    return ScalarError(
        codes.ILL_TYPED_TAG,
        f"the tag {quote(_written(tag))} does not fit {shown}",
        "remove the tag: the spelling of a value determines its type",
    )


def _integer(text: str, digits: str, base: int) -> int:
    if len(digits.lstrip("+-0")) <= _MOST_DIGITS:
        value = int(digits, base)
        if MIN_INTEGER <= value <= MAX_INTEGER:
            return value if str(value) == text else SourceInt(value, text)
    remedies = ["put it in quotes if it is text, such as an account number"]
    if base == 10 and len(text) <= _MOST_DIGITS:
        remedies.insert(0, f"write `{text}.0` if it is a limit; all of its digits are compared")
    raise ScalarError(codes.INTEGER_TOO_LARGE, "this integer does not fit 64 bits", *remedies)


def _float(text: str, *, infinite: bool) -> float:
    value = 0.0 if infinite else float(text)
    if infinite or isinf(value):
        raise ScalarError(
            codes.NOT_A_FINITE_NUMBER,
            "this is not a finite number",
            "leave the key out where there is no limit, or put it in quotes if it is text",
        )
    return value if str(value) == text else SourceFloat(value, text)


def _written(tag: str) -> str:
    return f"!!{name}" if (name := tag.removeprefix(_TAG_PREFIX)) != tag else tag


_OF_TAG: dict[str, Callable[[Scalar], bool]] = {
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "float": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "bool": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}
