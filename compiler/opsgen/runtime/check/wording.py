"""Measurements and limits in words."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from opsgen.runtime.engines.engine import SHOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

Number: TypeAlias = int | float | Decimal | Fraction

LONGEST = 40
"""How many digits of a decimal are shown; of one with more, six are."""


def number(value: Number) -> str:
    """A number for people: with thousands separators, and at most six significant digits unless it is exact."""
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Decimal) and value.is_finite():
        text = f"{value:,f}" if abs(value.adjusted()) < LONGEST else ""
        text = text.rstrip("0").rstrip(".") if "." in text else text
        if text and sum(map(str.isdigit, text)) <= LONGEST:
            return "0" if text == "-0" else text
    real = float(value)
    if not math.isfinite(real):
        return str(real)
    return f"{int(real):,}" if real.is_integer() and abs(real) < 10**15 else f"{real:.6g}"


def rows(count: int) -> str:
    return f"{count:,} row" if count == 1 else f"{count:,} rows"


def columns(count: int) -> str:
    return f"{count:,} column" if count == 1 else f"{count:,} columns"


_NOUNS = {
    "string": ("a string", "strings"),
    "integer": ("an integer", "integers"),
    "number": ("a number", "numbers"),
    "boolean": ("a boolean", "booleans"),
    "date": ("a date", "dates"),
    "timestamp": ("a timestamp", "timestamps"),
    "time": ("a time", "times"),
    "object": ("an object", "objects"),
    "array": ("an array", "arrays"),
}


def not_of_type(count: int, name: str, type_: str) -> str:
    """The problem that values of a column do not have its type."""
    one, many = _NOUNS[type_]
    if "[]" in name:  # the count is of rows, and one row may have many such values
        return f"{rows(count)} with values of `{name}` that are not {many}"
    return f"1 value of `{name}` is not {one}" if count == 1 else f"{count:,} values of `{name}` are not {many}"


def examples(found: Sequence[tuple[str, str]], count: int) -> str:
    """Examples and their places in parentheses, with `…` if `count` is larger."""
    if not found:
        return ""
    texts = [f"{place}: {text}" if place else text for place, text in found[:SHOWN]]
    return f" ({', '.join(texts)}{', …' if len(texts) < count else ''})"


def share(part: int, whole: int) -> str:
    """A share in percent. It is `0 %` or `100 %` only if it is exact."""
    return percentage(100 * part / whole)


def percentage(percent: float) -> str:
    """A percentage with as many digits as distinguish it from 0 and 100."""
    for digits in (1, 2, 3, 4):
        text = f"{percent:.{digits}f}"
        if float(text) not in (0, 100) or percent in (0, 100):
            return f"{text.rstrip('0').rstrip('.')} %"
    return "under 0.0001 %" if percent < 50 else "over 99.9999 %"


def fraction(value: float) -> str:
    return f"{value * 100:.6g} %"


def bounds(low: Number | None, high: Number | None) -> str:
    """The range between two bounds, of which one may be missing."""
    if low is not None and high is not None:
        return f"{number(low)} to {number(high)}" if low != high else number(low)
    return f"at least {number(low)}" if low is not None else f"at most {number(high)}" if high is not None else "any"


def age(seconds: float) -> str:
    """An age in its two largest units."""
    rest, parts = int(seconds), []
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        count, rest = divmod(rest, length)
        if count:
            parts.append(f"{count:,} {unit}")
    return " ".join(parts[:2]) or "0 s"
