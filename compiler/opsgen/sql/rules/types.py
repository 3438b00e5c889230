"""What kinds of values an engine's own types hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from sqlglot import exp

    from opsgen.language.dataset import Value

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
    "array": frozenset({"array"}),
}
"""The families that can hold a logical type. Of an integer kept as a number, each value is looked at."""


class ValueKind(NamedTuple):
    """What there is to know about an engine's type."""

    family: Family
    floating: bool = False
    """Whether values can be NaN or infinite."""
    single: bool = False
    """Whether it is a floating type of single precision."""
    fields: tuple[tuple[str, ElementType], ...] | None = None
    """Of a type of objects with fixed fields: these."""
    item: ElementType | None = None
    """Of a type of arrays whose items have one type: that."""
    document: bool = False
    """Whether each value is a JSON document with a structure of its own."""
    zoned: bool = False
    """Whether it is a type of timestamps that are instants, which sessions show in UTC."""
    decimal: bool = False
    """Whether numbers are decimals, which are exact."""
    scale: int | None = None
    """How many digits decimals have after the point; None where it is not the same for all."""
    assumed: bool = False
    """Whether only the spec describes the type, so that its numbers can be of any kind."""

    @property
    def exact(self) -> bool:
        """Whether numbers are integers or decimals, with which engines calculate exactly."""
        return self.family == "integer" or self.decimal

    @property
    def places(self) -> int | None:
        """How many digits numbers have after the point; None where it is not known, or not the same for all."""
        return 0 if self.family == "integer" else self.scale

    def holds(self, declared: str) -> bool:
        """Whether it can hold values of a logical type; a document can be an array as well as an object."""
        return self.family in FITTING[declared] or (self.document and declared in ("object", "array"))

    def field(self, name: str) -> tuple[str, ElementType] | None:
        """The field of this name, or else the only one of this name in another case."""
        fields = self.fields or ()
        exact = next((each for each in fields if each[0] == name), None)
        alike = [each for each in fields if each[0].casefold() == name.casefold()]
        return exact or (alike[0] if len(alike) == 1 else None)


class ElementType(NamedTuple):
    """The type of a field or of the items of an array."""

    type: str
    """The engine's own name of it."""
    kind: ValueKind


def kind(type_: exp.DataType, dialect: str | None = None) -> ValueKind:
    """The kind of an engine's type, as sqlglot reads its name."""
    name = type_.this.value if hasattr(type_.this, "value") else ""
    if name in _DECIMAL:
        given = [int(each.name) for each in type_.expressions if each.name.isdigit()]
        scale = (given[1] if len(given) > 1 else 0) if given else None
        return ValueKind("integer" if scale == 0 else "number", decimal=True, scale=scale)
    if name in _FLOATING:
        return ValueKind("number", floating=True, single=name == "FLOAT")
    if name in _STRUCTS and type_.expressions:
        fields = ((each.name, each.args["kind"]) for each in type_.expressions)
        return ValueKind("object", fields=tuple((field, _inner(inner, dialect)) for field, inner in fields))
    if name in _ARRAYS and type_.expressions:
        return ValueKind("array", item=_inner(type_.expressions[0], dialect))
    zoned = name in ("TIMESTAMPTZ", "TIMESTAMPLTZ")
    return ValueKind(_FAMILIES.get(name, "other"), document=name in _DOCUMENTS, zoned=zoned)


def _inner(type_: exp.DataType, dialect: str | None) -> ElementType:
    return ElementType(type_.sql(dialect), kind(type_, dialect))


def of_declared(declared: Value, *, document: bool = False) -> ValueKind:
    """The kind that values have if they are what the spec says; `document` says that they are JSON documents."""
    if document:
        return ValueKind(declared.type, document=True)
    fields = tuple(
        (name, ElementType(field.type, of_declared(field))) for name, field in (declared.fields or {}).items()
    )
    item = None if declared.items is None else ElementType(declared.items.type, of_declared(declared.items))
    return ValueKind(declared.type, floating=declared.type == "number", fields=fields or None, item=item)


_STRUCTS = frozenset({"STRUCT", "OBJECT"})
_ARRAYS = frozenset({"ARRAY", "LIST"})
_DOCUMENTS = frozenset({"JSON", "JSONB", "VARIANT", "OBJECT", "ARRAY"})
"""Types that say nothing of what is in their values; Snowflake's OBJECT and ARRAY among them."""
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
