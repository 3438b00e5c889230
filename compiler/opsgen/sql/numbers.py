"""Limits of numbers as SQL, so that no engine rounds them.

Integers and decimals of a known scale have gaps: no integer lies between 2 and 3, so that `< 2.5` is `< 3`. A limit is
moved to the next number that a column can have, and so compares in the column's own type.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import TYPE_CHECKING, Literal

from sqlglot import exp

from opsgen.language.values import exact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsgen.sql.rules.types import ValueKind

Operator = Literal["<", "<=", ">", ">="]

COMPARISONS: dict[str, type[exp.Binary]] = {"<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE}

DIGITS = 38
"""How many digits a decimal has at most, except in PostgreSQL and BigQuery."""
LARGEST_HUGEINT = Decimal(2**127 - 1)
"""The largest integer of DuckDB."""
LONG = 2**63
"""From here on, integers are too large for a literal of the usual integers."""
PRECISE = 15
"""So many digits any engine turns into the nearest double."""
_AMPLE = Context(prec=2000, Emax=10**6, Emin=-(10**6))


def compare(value: exp.Expr, operator: Operator, limit: float, kind: ValueKind, dialect: str) -> exp.Expr:
    """The comparison of a column's numbers with a limit of the spec."""
    number, places = exact(limit), kind.places
    if kind.exact and places is not None:
        rounding = ROUND_CEILING if operator in ("<", ">=") else ROUND_FLOOR
        moved = _moved(Decimal(number), places, rounding)
        operator, moved = _within(operator, moved, _largest(places, kind, dialect))
        right = _exact(moved, places, kind, dialect)
    else:
        right = literal(limit, kind, dialect)
    return COMPARISONS[operator](this=value, expression=right)


def among(value: exp.Expr, accepted: Iterable[float], kind: ValueKind, dialect: str) -> exp.Expr:
    """Whether a number is one of some."""
    places = kind.places
    if not kind.exact or places is None:
        return value.isin(*(literal(each, kind, dialect) for each in accepted))
    numbers = [Decimal(exact(each)) for each in accepted]
    possible = [
        _exact(number, places, kind, dialect)
        for number in numbers
        if _moved(number, places, ROUND_FLOOR) == number and number.copy_abs() <= _largest(places, kind, dialect)
    ]
    return value.isin(*possible) if possible else value.copy().is_(exp.null())  # of none, only null passes


def literal(number: float, kind: ValueKind, dialect: str) -> exp.Expr:
    """A number of the spec that numbers of any kind are compared with."""
    found = Decimal(exact(number))
    if kind.single:
        return exp.cast(exp.Literal.string(repr(float(found))), "FLOAT")
    if kind.exact and dialect == "bigquery":
        return exp.cast(exp.Literal.string(_digits(found)), "BIGDECIMAL")
    if kind.exact or kind.assumed or len(found.as_tuple().digits) <= PRECISE:
        return exp.Literal.number(_digits(found))
    return exp.cast(exp.Literal.string(repr(float(found))), "DOUBLE")


def _within(operator: Operator, number: Decimal, largest: Decimal) -> tuple[Operator, Decimal]:
    """The same comparison with a number that the engine can write, where the limit is beyond all of them."""
    if number > largest:
        return ("<=" if operator.startswith("<") else ">"), largest
    smallest = largest.copy_negate()  # a minus sign would round
    if number < smallest:
        return ("<" if operator.startswith("<") else ">="), smallest
    return operator, number


def _largest(places: int, kind: ValueKind, dialect: str) -> Decimal:
    if dialect == "postgres":
        return Decimal("1e2000")
    if dialect == "duckdb" and not kind.decimal:
        return LARGEST_HUGEINT
    return _AMPLE.subtract(Decimal(10) ** (DIGITS - places), Decimal(1).scaleb(-places))


def _moved(number: Decimal, places: int, rounding: str) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), rounding=rounding, context=_AMPLE)


def _exact(number: Decimal, places: int, kind: ValueKind, dialect: str) -> exp.Expr:
    """A literal of the type that the column has, or of a wider one."""
    text = format(number, "f")
    is_huge = dialect == "duckdb" and not kind.decimal
    if dialect == "postgres" or (places == 0 and (is_huge or -LONG < number < LONG)):
        return exp.Literal.number(text)
    return exp.cast(exp.Literal.string(text), "BIGDECIMAL" if dialect == "bigquery" else f"DECIMAL(38, {places})")


def _digits(number: Decimal) -> str:
    """All digits; with an exponent where there would be too many zeros."""
    text = format(number, "f")
    return text if len(text) <= DIGITS else str(number)
