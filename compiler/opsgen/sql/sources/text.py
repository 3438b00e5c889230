"""How values of the declared types are read from text, as CSV and JSON have them. Null where they cannot be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlglot import exp

from opsgen.sql.sources.notation import ISO, OFFSET, PLAIN, form

if TYPE_CHECKING:
    from opsgen.language.dataset import LogicalType
    from opsgen.sql.sources.notation import Notation


def from_text(text: exp.Expr, type_: LogicalType, notation: Notation = PLAIN) -> exp.Expr | None:
    """A value in a field of a CSV file; None where the text is the value."""
    if type_ in ("integer", "number") and not notation.plain_numbers:
        number = plain_number(_trimmed(text), notation)
        read = _whole(number) if type_ == "integer" else _try(number, "DOUBLE")
        return _when(_matches(_trimmed(text), notation.number()), read)
    if type_ == "date" and notation.date_format is not None:
        return exp.cast(_parsed(text, notation.date_format), "DATE")
    if type_ == "timestamp" and notation.timestamp_format is not None:
        return _parsed(text, notation.timestamp_format)
    return _as_programs_write(text, type_)


def _as_programs_write(text: exp.Expr, type_: LogicalType) -> exp.Expr | None:
    match type_:
        case "integer":
            return _when(_unextended(text), _whole(text))
        case "number":
            return _when(_unextended(text), _try(text, "DOUBLE"))
        case "boolean":
            return _try(text, "BOOLEAN")
        case "date" | "time":
            return _when(_matches(text, ISO[type_]), _try(text, type_.upper()))
        case "timestamp":
            moment = exp.AtTimeZone(this=_try(text, "TIMESTAMPTZ"), zone=exp.Literal.string("UTC"))
            return _when(_matches(text, ISO[type_]), moment)
        case "object" | "array":
            of_kind = _call("json_type", text).eq(type_.upper())
            return _when(exp.and_(_call("json_valid", text), of_kind), text)
    return None


def from_json(document: exp.Expr, type_: LogicalType) -> exp.Expr:
    """A value in a field of a JSON document."""
    kinds = [exp.Literal.string(kind) for kind in _KINDS[type_]]
    right = _call("json_type", document).isin(*kinds)
    if type_ in ("object", "array"):
        return _when(right, document)
    if type_ in ("integer", "number", "boolean"):
        text: exp.Expr = exp.cast(document.copy(), "TEXT")
    else:
        text = _call("json_extract_string", document, exp.Literal.string("$"))
    return _when(right, from_text(text, type_) or text)


_KINDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("string", "date", "timestamp", "time"), ("VARCHAR",)),
    **dict.fromkeys(("integer", "number"), ("BIGINT", "UBIGINT", "HUGEINT", "DOUBLE")),
    "boolean": ("BOOLEAN",),
    "object": ("OBJECT",),
    "array": ("ARRAY",),
}
"""What DuckDB calls the kinds of JSON values that can be of a type."""


def _whole(text: exp.Expr) -> exp.Expr:
    """An integer of 64 bits. A cast alone would round `5e-1`, and take `0x10`; `1.0` is one."""
    number = _try(text, "BIGINT")
    same = _try(text, "DECIMAL(38, 18)").eq(number.copy())  # a double would round the fraction away
    return exp.Case(ifs=[exp.If(this=same, true=number)])


def _unextended(text: exp.Expr) -> exp.Expr:
    """Whether a text has no `_`, which only DuckDB takes for a part of a number."""
    return exp.not_(_call("contains", text, exp.Literal.string("_")))


def plain_number(number: exp.Expr, notation: Notation) -> exp.Expr:
    """The text of a number as engines read it."""
    if notation.thousands is not None:
        number = _call("replace", number, exp.Literal.string(notation.thousands), exp.Literal.string(""))
    if notation.decimal != ".":
        number = _call("replace", number, exp.Literal.string(notation.decimal), exp.Literal.string("."))
    return number


def _parsed(text: exp.Expr, format_: str) -> exp.Expr:
    """A moment that is written in a format; one with an offset in UTC."""
    moment = _call("try_strptime", _trimmed(text), exp.Literal.string(format_))
    if _names_offset(format_):
        moment = exp.AtTimeZone(this=moment, zone=exp.Literal.string("UTC"))
    return _when(_matches(_trimmed(text), form(format_)), moment)


def _trimmed(text: exp.Expr) -> exp.Expr:
    return exp.Trim(this=text.copy())


def _matches(text: exp.Expr, regex: str) -> exp.Expr:
    return _call("regexp_full_match", text, exp.Literal.string(regex))


def _try(text: exp.Expr, type_: str) -> exp.Expr:
    return exp.TryCast(this=text.copy(), to=exp.DataType.build(type_))


def _when(condition: exp.Expr, value: exp.Expr) -> exp.Expr:
    return exp.Case(ifs=[exp.If(this=condition, true=value.copy())])


def _call(name: str, *arguments: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=[argument.copy() for argument in arguments])


def in_zone(text: exp.Expr, value: exp.Expr, zone: str, notation: Notation = PLAIN) -> exp.Expr:
    """The local time of a timestamp that was read from text: without an offset the text is local time already, and
    with one it was read as UTC."""
    if zone == "UTC":
        return value
    at = exp.AtTimeZone(this=value.copy(), zone=exp.Literal.string("UTC"))
    local = exp.AtTimeZone(this=at, zone=exp.Literal.string(zone))
    if notation.timestamp_format is not None:
        return local if _names_offset(notation.timestamp_format) else value
    return exp.Case(ifs=[exp.If(this=_matches(text, OFFSET), true=local)], default=value)


def _names_offset(format_: str) -> bool:
    return "z" in re.findall("%(.)", format_)
