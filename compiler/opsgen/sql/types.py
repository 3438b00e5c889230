"""What kinds of values an engine's own types hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from sqlglot import exp

Family: TypeAlias = Literal[
    "string", "integer", "number", "boolean", "date", "timestamp", "time", "object", "array", "other"
]

FITTING: dict[str, frozenset[Family]] = {
    "string": frozenset({"string"}),
    "integer": frozenset({"integer", "number"}),
    "number": frozenset({"integer", "number"}),
    "boolean": frozenset({"boolean"}),
    "date": frozenset({"date"}),
    "timestamp": frozenset({"timestamp"}),
    "time": frozenset({"time"}),
    "object": frozenset({"object"}),
    "array": frozenset({"array", "object"}),
}
"""The families that can hold a logical type. Of an integer kept as a number, each value is looked at; a JSON document
can be an array as well as an object."""


class Kind(NamedTuple):
    """What there is to know about an engine's type."""

    family: Family
    floating: bool = False
    """Whether values can be NaN or infinite."""
    single: bool = False
    """Whether it is a floating type of single precision."""


def kind(type_: exp.DataType) -> Kind:
    """The kind of an engine's type, as sqlglot reads its name."""
    name = type_.this.value if hasattr(type_.this, "value") else ""
    if name in _DECIMAL:
        scale = type_.expressions[1:2]
        return Kind("integer" if type_.expressions and (not scale or scale[0].name == "0") else "number")
    if name in _FLOATING:
        return Kind("number", floating=True, single=name == "FLOAT")
    return Kind(_FAMILIES.get(name, "other"))


_FLOATING = frozenset({"DOUBLE", "FLOAT", "UDOUBLE"})
_DECIMAL = frozenset({"DECIMAL", "DECIMAL32", "DECIMAL64", "DECIMAL128", "DECIMAL256", "BIGDECIMAL", "UDECIMAL"})
_FAMILIES: dict[str, Family] = {
    **dict.fromkeys(("CHAR", "NCHAR", "VARCHAR", "NVARCHAR", "BPCHAR", "TEXT", "NAME", "UUID", "ENUM"), "string"),
    **dict.fromkeys(("TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT", "INT128", "INT256"), "integer"),
    **dict.fromkeys(("UTINYINT", "USMALLINT", "UMEDIUMINT", "UINT", "UBIGINT", "UINT128", "UINT256"), "integer"),
    **dict.fromkeys(("SERIAL", "BIGSERIAL", "SMALLSERIAL"), "integer"),
    **dict.fromkeys(("MONEY", "DECFLOAT"), "number"),
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMPNTZ", "TIMESTAMPLTZ", "TIMESTAMPTZ", "DATETIME"), "timestamp"),
    **dict.fromkeys(("TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"), "timestamp"),
    **dict.fromkeys(("DATE", "DATE32"), "date"),
    **dict.fromkeys(("TIME", "TIMETZ"), "time"),
    **dict.fromkeys(("STRUCT", "MAP", "OBJECT", "JSON", "JSONB", "VARIANT", "HSTORE"), "object"),
    **dict.fromkeys(("ARRAY", "LIST"), "array"),
    "BOOLEAN": "boolean",
}
