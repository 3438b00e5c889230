"""Finds the shape of a column's texts: a well-known one, or a code of a fixed length."""

from __future__ import annotations

import re
import string
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.sql.dialects import Dialect

KNOWN = {
    "email": r"[^@\s]+@[^@\s]+",
    "uuid": "[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
    "url": r"https?://[^\s]+",
    "ipv4": r"[0-9]{1,3}(\.[0-9]{1,3}){3}",
    "ssn": "[0-9]{3}-[0-9]{2}-[0-9]{4}",
}
"""Shapes that have a name."""
LONGEST = 40
"""The longest code."""
LONGEST_WORD = 3
"""The longest code with lower-case letters. Longer texts are words."""

_UPPER, _LOWER, _DIGITS = string.ascii_uppercase, string.ascii_lowercase, string.digits


class Alphabet(NamedTuple):
    """Characters, each of which is written as one that stands for its class."""

    classes: Mapping[str, str]
    """The class's letter, and the characters that are of it."""
    sets: Mapping[str, str]
    """The class's letter, and the class in a regular expression."""

    def shape(self, text: exp.Expr) -> exp.Expr:
        """The text with its characters' classes in their place."""
        short = exp.Case(ifs=[exp.If(this=exp.Length(this=text.copy()) <= LONGEST, true=text.copy())])
        characters = "".join(self.classes.values())
        letters = "".join(letter * len(members) for letter, members in self.classes.items())
        arguments = [short, exp.Literal.string(characters), exp.Literal.string(letters)]
        return exp.Anonymous(this="TRANSLATE", expressions=arguments)


ALPHABETS = {
    "fine": Alphabet({"A": _UPPER, "a": _LOWER, "9": _DIGITS}, {"A": "[A-Z]", "a": "[a-z]", "9": "[0-9]"}),
    "upper": Alphabet({"A": _UPPER + _DIGITS}, {"A": "[0-9A-Z]"}),
    "lower": Alphabet({"a": _LOWER + _DIGITS}, {"a": "[0-9a-z]"}),
}
"""From the most specific classes to those that treat digits as letters."""


def measures(text: exp.Expr, dialect: Dialect) -> dict[str, exp.Expr]:
    """The aggregates that show what all texts have in common."""
    found: dict[str, exp.Expr] = {}
    for name, regex in KNOWN.items():
        matching = exp.If(this=dialect.matches(text.copy(), regex), true=exp.Literal.number(1))
        found[name] = exp.Count(this=exp.Case(ifs=[matching]))
    for name, alphabet in ALPHABETS.items():
        found[f"{name}_first"] = exp.Min(this=alphabet.shape(text))
        found[f"{name}_last"] = exp.Max(this=alphabet.shape(text))
    return found


def known(figures: Mapping[str, object], values: int) -> str | None:
    """The name of the shape that all values have."""
    return next((name for name in KNOWN if values and figures.get(name) == values), None)


def name_of(pattern: str) -> str | None:
    """The name of the shape that a regular expression describes."""
    return next((name for name, regex in KNOWN.items() if regex == pattern), None)


def code(figures: Mapping[str, object], longest: int) -> str | None:
    """The regular expression of a code that matches all values."""
    if not 0 < longest <= LONGEST:
        return None
    for name, alphabet in ALPHABETS.items():
        shape = figures.get(f"{name}_first")
        if isinstance(shape, str) and shape == figures.get(f"{name}_last") and _is_code(shape, alphabet):
            return _expression(shape, alphabet)
    return None


def _is_code(shape: str, alphabet: Alphabet) -> bool:
    """Whether a shape is typical of codes, and not that of a few words of equal length."""
    letters = {character for character in shape if character.isalnum()}
    if not letters or not letters <= set(alphabet.classes) or not re.fullmatch(r"[\w#+./:-]+", shape, re.ASCII):
        return False
    return "a" not in letters or len(shape) <= LONGEST_WORD or alphabet is ALPHABETS["lower"]


def _expression(shape: str, alphabet: Alphabet) -> str:
    parts = []
    for character, run in groupby(shape):
        length = len(list(run))
        part = alphabet.sets.get(character) or re.escape(character).replace("\\-", "-")
        parts.append(f"{part}{{{length}}}" if length > 1 else part)
    return "".join(parts)
