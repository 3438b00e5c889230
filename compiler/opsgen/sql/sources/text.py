"""How values of the declared types are read from text, as CSV and JSON have them. Null where they cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

if TYPE_CHECKING:
    from opsgen.spec.dataset import LogicalType


def from_text(text: exp.Expr, type_: LogicalType) -> exp.Expr | None:
    """A value in a field of a CSV file; None where the text is the value."""
    match type_:
        case "integer":
            return _whole(text)
        case "number":
            return _try(text, "DOUBLE")
        case "boolean":
            return _try(text, "BOOLEAN")
        case "date":  # a cast would take the date of a timestamp
            return _when(exp.not_(_call("contains", text, exp.Literal.string(":"))), _try(text, "DATE"))
        case "timestamp":
            moment = _try(text, "TIMESTAMPTZ")
            return exp.AtTimeZone(this=moment, zone=exp.Literal.string("UTC"))
        case "time":
            return _try(text, "TIME")
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
    """An integer of 64 bits; a cast alone would round, and 1.0 is one."""
    number = _try(text, "BIGINT")
    plain = exp.not_(_call("contains", text, exp.Literal.string(".")))
    same = _try(text, "DOUBLE").eq(number.copy())
    return exp.Case(ifs=[exp.If(this=plain, true=number), exp.If(this=same, true=number.copy())])


def _try(text: exp.Expr, type_: str) -> exp.Expr:
    return exp.TryCast(this=text.copy(), to=exp.DataType.build(type_))


def _when(condition: exp.Expr, value: exp.Expr) -> exp.Expr:
    return exp.Case(ifs=[exp.If(this=condition, true=value.copy())])


def _call(name: str, *arguments: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=[argument.copy() for argument in arguments])
