"""Columns of JSON files: each field of the documents, with the type that the spec declares or that its values have.

What is declared within objects and arrays is read as that. What is not declared gets the type that DuckDB finds in all
documents, so that rules see the same as in the same data in Parquet.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from sqlglot import exp

from opsgen.graph.rules import rules_of
from opsgen.sql.nesting import DuckDb
from opsgen.sql.rules.relation import Relation, SourceColumn
from opsgen.sql.rules.types import ElementType, ValueKind, kind, of_declared
from opsgen.sql.sources.columns import of_text, typed, zone_of
from opsgen.sql.sources.files import documents
from opsgen.sql.sources.text import from_json, in_zone

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from opsgen.language.dataset import Dataset, Value
    from opsgen.sql.sources.files import FileReader

Structure: TypeAlias = Any
"""What `json_group_structure` finds: a mapping of an object's fields, a list with what its items are, or a type."""

NOTHING = ""
"""The structure of no documents at all."""
DOCUMENT = "document"
"""What the column is called that has whole documents."""
WIDEST = 200
"""With more fields that are not declared, an object is a map of keys, and stays a document."""
NESTING = DuckDb()


class JsonReading(NamedTuple):
    """How a value is read from a document, and what it is then."""

    value: exp.Expr
    inner: ElementType


def needs_structure(dataset: Dataset, found: Iterable[str]) -> bool:
    """Whether all documents must be looked through: what the first ones have is not enough to know."""
    declared = {column.casefold() for column in dataset.columns}
    is_nested = any(column.type in ("object", "array") for column in dataset.columns.values())
    rules = (rule.body for rule in rules_of("", dataset) if rule.kind == "schema_match" and rule.body is not None)
    forbids = any(body.extra_columns == "forbid" for body in rules)
    return is_nested or forbids or declared != {name.casefold() for name in found}


def structure(files: FileReader) -> exp.Select:
    """The query for the structure of all documents."""
    columns = exp.Struct(expressions=[_property(DOCUMENT, "JSON")])
    whole = files.call(columns=columns, records=exp.Literal.string("false"))
    found = exp.Anonymous(this="json_group_structure", expressions=[exp.column(DOCUMENT)])
    return exp.select(exp.alias_(found, "structure")).from_(whole)


def relation(
    name: str,
    dataset: Dataset,
    files: FileReader,
    found: Iterable[tuple[str, str]],
    all_: Structure | None,
    folders: Collection[str] = (),
) -> Relation:
    """The rows; `found` are the fields of the first documents with their types, `all_` is the structure of all.
    `folders` are the columns that are names of folders."""
    fields = all_ if isinstance(all_, dict) else None
    found = [] if all_ is NOTHING else list(found)  # of a file without documents DuckDB makes up a column
    lying = dict(found) if fields is None else {**dict.fromkeys(fields, "JSON"), **_partitions(found, fields)}
    columns: list[SourceColumn] = []
    types: dict[str, str] = {}
    for column, declared in dataset.columns.items():
        field = _alike(column, lying) if lying else column
        if field is not None and field not in types:
            types[field] = "JSON"
            if field in folders:
                columns.append(of_text(field, declared.type, zone=zone_of(column, dataset)))
                continue
            known = fields[field] if fields and field in fields else None
            columns.append(_declared(field, declared, known, dataset.source.timezone or "UTC"))
    for field, type_ in lying.items():
        if not any(field.casefold() == other.casefold() for other in types):
            types[field] = type_
            columns.append(_undeclared(field, fields[field]) if fields and field in fields else typed(field, type_))
    source = documents(files, {field: type_ for field, type_ in types.items() if field not in folders})
    return Relation(name, source, tuple(columns), "duckdb", names=False)


def of_declared_fields(dataset: Dataset, folders: Collection[str]) -> tuple[SourceColumn, ...]:
    """The columns as the spec describes them, when nobody has looked at the documents; `folders` in lower case."""
    zone = dataset.source.timezone or "UTC"
    return tuple(
        of_text(name, column.type, zone=column.timezone or zone)
        if name.casefold() in folders
        else _declared(name, column, None, zone)
        for name, column in dataset.columns.items()
    )


def _partitions(found: Iterable[tuple[str, str]], fields: Mapping[str, Any]) -> dict[str, str]:
    """The columns that folders name, and documents do not have."""
    return {name: type_ for name, type_ in found if name not in fields}


def _alike(name: str, fields: Iterable[str]) -> str | None:
    """The field of this very name, or else the only one of this name in another case."""
    alike = [each for each in fields if each.casefold() == name.casefold()]
    return name if name in alike else alike[0] if len(alike) == 1 else None


def _declared(name: str, declared: Value, found: Structure | None, zone: str) -> SourceColumn:
    value, inner = _read(exp.column(name, quoted=True), declared, found, zone)
    return SourceColumn(name, "JSON", inner.kind, value, fallible=True)


def _undeclared(name: str, found: Structure) -> SourceColumn:
    value, inner = _inferred(exp.column(name, quoted=True), found)
    return SourceColumn(name, inner.type, inner.kind, value)


def _read(document: exp.Expr, declared: Value, found: Structure | None, zone: str) -> JsonReading:
    """`zone` is that of timestamps without an offset, unless a value declares its own."""
    if declared.type == "object" and declared.fields:
        return _object(document, declared.fields, found, zone)
    if declared.type == "array" and declared.items:
        return _array(document, declared.items, found, zone)
    if declared.type in ("object", "array"):
        right = NESTING.is_of(document, declared.type)
        if not isinstance(found, dict if declared.type == "object" else list):
            return JsonReading(_when(right, document), ElementType("JSON", ValueKind(declared.type, document=True)))
        value, inner = _inferred(document, found)
        is_whole = inner.kind.document  # a map of keys
        return JsonReading(
            _when(right, value),
            ElementType(inner.type, inner.kind._replace(family="object") if is_whole else inner.kind),
        )
    value = from_json(document, declared.type)
    if declared.type == "timestamp":
        text = exp.Anonymous(this="json_extract_string", expressions=[document.copy(), exp.Literal.string("$")])
        value = in_zone(text, value, declared.timezone or zone)
    return JsonReading(value, ElementType(declared.type, of_declared(declared)))


def _object(document: exp.Expr, declared: Mapping[str, Value], found: Structure | None, zone: str) -> JsonReading:
    known = found if isinstance(found, dict) else dict.fromkeys(declared)
    parts: dict[str, JsonReading] = {}
    for name, field in declared.items():
        key = _alike(name, known)
        if key is not None and key not in parts:
            parts[key] = _read(NESTING.document_field(document, key), field, known[key], zone)
    extra = [key for key in known if not any(key.casefold() == other.casefold() for other in parts)]
    for key in extra if len(extra) <= WIDEST else ():
        if not any(key.casefold() == other.casefold() for other in parts):
            parts[key] = _inferred(NESTING.document_field(document, key), known[key])
    fields = tuple((key, part.inner) for key, part in parts.items())
    made = ElementType(_struct({key: inner.type for key, inner in fields}), ValueKind("object", fields=fields))
    values = [exp.PropertyEQ(this=exp.Literal.string(key), expression=part.value) for key, part in parts.items()]
    value = exp.Struct(expressions=values) if values else document
    return JsonReading(_when(NESTING.is_of(document, "object"), value), made)


def _array(document: exp.Expr, declared: Value, found: Structure | None, zone: str) -> JsonReading:
    item = found[0] if isinstance(found, list) and found else None
    inner: list[ElementType] = []

    def read(each: exp.Expr) -> exp.Expr:
        value, known = _read(each, declared, item, zone)
        inner.append(known)
        return value

    values = NESTING.transformed(NESTING.items(document), read)
    return JsonReading(values, ElementType(f"{inner[0].type}[]", ValueKind("array", item=inner[0])))


def _inferred(document: exp.Expr, found: Structure) -> JsonReading:
    """A value as DuckDB finds its type in all documents."""
    plain = _plain(found)
    type_ = _type(plain)
    value = exp.Anonymous(this="json_transform", expressions=[document.copy(), exp.Literal.string(json.dumps(plain))])
    return JsonReading(value, ElementType(type_, kind(exp.DataType.build(type_, dialect="duckdb", udt=True), "duckdb")))


def _plain(found: Structure) -> Structure:
    """The structure with types that hold all of the values, and documents where those differ."""
    if isinstance(found, dict):
        one_each = {key.casefold(): key for key in found}
        if not found or len(found) > WIDEST or len(one_each) < len(found):
            return "JSON"
        return {key: _plain(inner) for key, inner in found.items()}
    if isinstance(found, list):
        return [_plain(found[0] if found else "JSON")]
    return {"UBIGINT": "HUGEINT", "BIGINT": "HUGEINT", "NULL": "JSON"}.get(found, found)


def _type(found: Structure) -> str:
    if isinstance(found, dict):
        return _struct({key: _type(inner) for key, inner in found.items()})
    return f"{_type(found[0])}[]" if isinstance(found, list) else str(found)


def _struct(fields: Mapping[str, str]) -> str:
    named = (f"{exp.to_identifier(name, quoted=True).sql('duckdb')} {type_}" for name, type_ in fields.items())
    return f"STRUCT({', '.join(named)})"


def _property(name: str, type_: str) -> exp.Expr:
    return exp.PropertyEQ(this=exp.Literal.string(name), expression=exp.Literal.string(type_))


def _when(condition: exp.Expr, value: exp.Expr) -> exp.Expr:
    return exp.Case(ifs=[exp.If(this=condition, true=value.copy())])
