"""How each engine reaches what lies within a value: fields of objects, items of arrays, and both in JSON documents.

What a document holds has no type of its own. It is read as what the spec declares, and is null where it is not that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlglot import exp

from opsgen.sql.rules.types import ElementType, of_declared
from opsgen.sql.sources.text import from_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from opsgen.language.dataset import LogicalType, Value

    Condition = Callable[[exp.Expr], exp.Expr]
    """Takes an item of an array, and gives what must be true of it."""


class NestedPlace(NamedTuple):
    """Where a value is, on the way from a column to what lies within it."""

    lying: exp.Expr
    """What is there: the value, or the document to read it from."""
    inner: ElementType
    declared: Value
    nesting: Nesting
    outer: NestedPlace | None = None
    """The object that this is a field of."""
    is_column: bool = False
    """Whether it is a whole column, whose typed values are read already."""

    @property
    def is_document(self) -> bool:
        return self.inner.kind.document

    def value(self) -> exp.Expr:
        """The value, of the declared type."""
        if self.is_document:
            return self.nesting.read(self.lying, self.declared.type)
        return self.lying if self.is_column else self.nesting.plain(self.lying, self.inner)

    def field(self, name: str) -> NestedPlace:
        found = self.inner.kind.field(name)
        lying = (
            self.nesting.document_field(self.lying, name)
            if self.is_document
            else self.nesting.field(self.lying, found[0] if found else name)
        )
        inner, declared = self.below(name)
        return NestedPlace(lying, inner or self.inner, declared, self.nesting, self)

    def some(self, condition: Callable[[NestedPlace], exp.Expr]) -> exp.Expr:
        """Whether any item meets a condition."""
        inner, declared = self.below(None)

        def of_item(item: exp.Expr) -> exp.Expr:
            return condition(NestedPlace(item, inner or self.inner, declared, self.nesting))

        if self.is_document:
            return self.nesting.document_some(self.lying, of_item)
        return self.nesting.some(self.lying, of_item)

    def below(self, step: str | None) -> tuple[ElementType | None, Value]:
        """What the data has one step further, if it has that, and what is declared there."""
        declared = (self.declared.fields or {}).get(step) if step is not None else self.declared.items
        if declared is None:
            raise KeyError(step)  # paths are made of what is declared
        if self.is_document:
            # Of an inner document nothing more is known, so that it keeps its type's name.
            return ElementType(self.inner.type, of_declared(declared, document=True)), declared
        if step is None:
            return self.inner.kind.item, declared
        found = self.inner.kind.field(step)
        return (found[1] if found else None), declared

    def is_there(self) -> exp.Expr:
        """Whether there is a value, of whatever type."""
        if self.is_document:
            return self.nesting.is_there(self.lying)
        return exp.not_(self.nesting.is_null(self.lying, self.inner))

    def is_missing(self) -> exp.Expr:
        """Whether there is no value where there must be one: in an object that is there."""
        gone = self.nesting.is_null(self.lying, self.inner)
        if self.is_document:  # what is there and cannot be read is not missing
            gone = exp.or_(self.lying.copy().is_(exp.null()), exp.not_(self.is_there()))
        return gone if self.outer is None else exp.and_(self.outer.is_object(), gone)

    def is_object(self) -> exp.Expr:
        """Whether there is an object."""
        return self.nesting.is_of(self.lying, "object") if self.is_document else self.is_there()

    def is_unreadable(self) -> exp.Expr:
        """Whether there is a value of another type than declared."""
        return exp.and_(self.is_there(), self.value().is_(exp.null()))


def _call(name: str, *arguments: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=[argument.copy() for argument in arguments])


def _text(value: str) -> exp.Expr:
    return exp.Literal.string(value)


def _when(condition: exp.Expr, value: exp.Expr) -> exp.Expr:
    return exp.Case(ifs=[exp.If(this=condition, true=value.copy())])


def _item(array: exp.Expr) -> str:
    """A name for the items of an array that no other array around it has."""
    depth = max(
        (int(each.name.removeprefix(_ITEM)) for each in array.find_all(exp.Identifier) if _is_item(each)), default=0
    )
    return f"{_ITEM}{depth + 1}"


def _is_item(identifier: exp.Identifier) -> bool:
    return identifier.name.startswith(_ITEM) and identifier.name.removeprefix(_ITEM).isdigit()


_ITEM = "opsgen_item_"


def _lambda(array: exp.Expr, condition: Condition) -> exp.Expr:
    name = _item(array)
    return exp.Lambda(this=condition(exp.column(name)), expressions=[exp.to_identifier(name)])


class Nesting:
    """How a dialect says it. Each method takes and gives trees."""

    def plain(self, value: exp.Expr, inner: ElementType) -> exp.Expr:  # noqa: ARG002
        """A typed value as rules compare it."""
        return value

    def field(self, value: exp.Expr, name: str) -> exp.Expr:
        """A field of a typed object. In parentheses, a column is not taken for a table of the same name."""
        return exp.Dot(this=exp.paren(value.copy()), expression=exp.to_identifier(name, quoted=True))

    def some(self, array: exp.Expr, condition: Condition) -> exp.Expr:
        """Whether any item of a typed array meets a condition; null or false of no array."""
        raise NotImplementedError

    def is_null(self, value: exp.Expr, inner: ElementType) -> exp.Expr:  # noqa: ARG002
        """Whether a typed value is null."""
        return value.copy().is_(exp.null())

    def document_field(self, document: exp.Expr, name: str) -> exp.Expr:
        """A field of a document as a document."""
        raise NotImplementedError

    def document_some(self, document: exp.Expr, condition: Condition) -> exp.Expr:
        """Whether any item of a document that is an array meets a condition."""
        raise NotImplementedError

    def is_there(self, document: exp.Expr) -> exp.Expr:
        """Whether a document is neither missing nor JSON's null."""
        raise NotImplementedError

    def is_of(self, document: exp.Expr, type_: LogicalType) -> exp.Expr:
        """Whether a document is an `object` or an `array`."""
        raise NotImplementedError

    def read(self, document: exp.Expr, type_: LogicalType) -> exp.Expr:
        """The value of a document, null where it is not of the type."""
        raise NotImplementedError


class DuckDb(Nesting):
    def plain(self, value: exp.Expr, inner: ElementType) -> exp.Expr:
        if inner.kind.family == "string" and inner.type not in ("TEXT", "string"):  # an ENUM or a UUID
            return exp.cast(value.copy(), "TEXT")
        return value

    def field(self, value: exp.Expr, name: str) -> exp.Expr:
        return _call("struct_extract", value, _text(name))

    def some(self, array: exp.Expr, condition: Condition) -> exp.Expr:
        found = exp.Anonymous(this="list_filter", expressions=[array.copy(), _lambda(array, condition)])
        return exp.Anonymous(this="len", expressions=[found]) > 0

    def document_field(self, document: exp.Expr, name: str) -> exp.Expr:
        step = "/" + name.replace("~", "~0").replace("/", "~1")
        if isinstance(document, exp.Anonymous) and document.name == "json_extract":  # one call for the whole way
            base, pointer = document.expressions
            return _call("json_extract", base, _text(pointer.name + step))
        return _call("json_extract", document, _text(step))

    def document_some(self, document: exp.Expr, condition: Condition) -> exp.Expr:
        return self.some(self.items(document), condition)

    def items(self, document: exp.Expr) -> exp.Expr:
        """The items of a document as documents; null where it is no array."""
        return exp.cast(_when(self.is_of(document, "array"), document), exp.DataType.build("JSON[]", dialect="duckdb"))

    def transformed(self, array: exp.Expr, change: Condition) -> exp.Expr:
        """An array with something else in place of each item."""
        return exp.Anonymous(this="list_transform", expressions=[array.copy(), _lambda(array, change)])

    def is_there(self, document: exp.Expr) -> exp.Expr:
        return _call("json_type", document).neq(_text("NULL"))

    def is_of(self, document: exp.Expr, type_: LogicalType) -> exp.Expr:
        return _call("json_type", document).eq(_text(type_.upper()))

    def read(self, document: exp.Expr, type_: LogicalType) -> exp.Expr:
        return from_json(document, type_)


class Postgres(Nesting):
    """Composite types and arrays, and jsonb; json is read as that."""

    def some(self, array: exp.Expr, condition: Condition) -> exp.Expr:
        name = _item(array)
        # By their number: unnest would make rows of composite items, in which null cannot be told from empty.
        numbers = exp.Table(
            this=_call("generate_subscripts", array, exp.Literal.number(1)),
            alias=exp.TableAlias(this=exp.to_identifier(name)),
        )
        item = exp.Bracket(this=exp.paren(array.copy()), expressions=[exp.column(name)], offset=1)
        return exp.Exists(this=exp.select("1").from_(numbers).where(condition(item)))

    def is_null(self, value: exp.Expr, inner: ElementType) -> exp.Expr:
        if inner.kind.fields is not None:  # `IS NULL` is true of an object whose fields are all null
            return exp.NullSafeEQ(this=value.copy(), expression=exp.null())
        return super().is_null(value, inner)

    def document_field(self, document: exp.Expr, name: str) -> exp.Expr:
        return _call("jsonb_extract_path", self._binary(document), _text(name))

    def document_some(self, document: exp.Expr, condition: Condition) -> exp.Expr:
        name = _item(document)
        array = _when(self.is_of(document, "array"), self._binary(document))
        items = exp.Table(
            this=_call("jsonb_array_elements", array),
            alias=exp.TableAlias(this=exp.to_identifier(name), columns=[exp.to_identifier(name)]),
        )
        return exp.Exists(this=exp.select("1").from_(items).where(condition(exp.column(name))))

    def is_there(self, document: exp.Expr) -> exp.Expr:
        return self._type(document).neq(_text("null"))

    def is_of(self, document: exp.Expr, type_: LogicalType) -> exp.Expr:
        return self._type(document).eq(_text(type_))

    def read(self, document: exp.Expr, type_: LogicalType) -> exp.Expr:
        if type_ in ("object", "array"):
            return _when(self.is_of(document, type_), self._binary(document))
        text = exp.JSONBExtractScalar(this=self._binary(document), expression=_text("{}"))
        if type_ in ("integer", "number"):
            number = exp.cast(text, "DECIMAL")
            right = self._type(document).eq(_text("number"))
            if type_ == "number":
                return _when(right, number)
            # CASE keeps the cast from values that are no numbers, which AND does not promise.
            return _when(right, _when(exp.Mod(this=number.copy(), expression=exp.Literal.number(1)).eq(0), number))
        if type_ == "boolean":
            return _when(self._type(document).eq(_text("boolean")), exp.cast(text, "BOOLEAN"))
        right = self._type(document).eq(_text("string"))
        if type_ == "string":
            return _when(right, text)
        return _when(exp.and_(right, self._is_moment(document, type_)), self._moment(text, type_))

    def _is_moment(self, document: exp.Expr, type_: LogicalType) -> exp.Expr:
        """Whether a text can be read as a date or a time; JSON paths find that out without an error."""
        text = exp.JSONBExtractScalar(this=self._binary(document), expression=_text("{}"))
        offset = _call("regexp_replace", text, _text("[Zz]$"), _text("+00"))  # the only offset that they do not know
        path = _text(f"$ ? (@ like_regex {_PATTERNS[type_]}).datetime()")
        found = _call("jsonb_path_query_first", _call("to_jsonb", offset), path, _text("{}"), exp.true())
        return exp.not_(found.is_(exp.null()))

    @staticmethod
    def _moment(text: exp.Expr, type_: LogicalType) -> exp.Expr:
        if type_ == "timestamp":
            moment = exp.cast(text, "TIMESTAMPTZ")
            return exp.AtTimeZone(this=moment, zone=_text("UTC"))
        return exp.cast(text, type_.upper())

    @staticmethod
    def _binary(document: exp.Expr) -> exp.Expr:
        is_path = isinstance(document, exp.Anonymous)
        return document.copy() if is_path or document.name.startswith(_ITEM) else exp.cast(document.copy(), "JSONB")

    def _type(self, document: exp.Expr) -> exp.Expr:
        return _call("jsonb_typeof", self._binary(document))


_PATTERNS = {"date": '"^[0-9-]+$"', "time": '"^[0-9:.]+$"', "timestamp": '"^[0-9]{4}-"'}
"""Which texts may be read as which type: a date is no timestamp, nor is a time."""


class Spark(Nesting):
    def some(self, array: exp.Expr, condition: Condition) -> exp.Expr:
        return exp.Anonymous(this="EXISTS", expressions=[array.copy(), _lambda(array, condition)])


class Trino(Nesting):
    def some(self, array: exp.Expr, condition: Condition) -> exp.Expr:
        return exp.Anonymous(this="ANY_MATCH", expressions=[array.copy(), _lambda(array, condition)])

    def document_field(self, document: exp.Expr, name: str) -> exp.Expr:
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        return _call("JSON_EXTRACT", document, _text(f'$["{escaped}"]'))

    def document_some(self, document: exp.Expr, condition: Condition) -> exp.Expr:
        return self.some(
            exp.TryCast(this=document.copy(), to=exp.DataType.build("ARRAY(JSON)", dialect="trino")), condition
        )

    def is_there(self, document: exp.Expr) -> exp.Expr:
        return self._written(document).neq(_text("null"))

    def is_of(self, document: exp.Expr, type_: LogicalType) -> exp.Expr:
        return _begins(self._written(document), "{" if type_ == "object" else "[")

    def read(self, document: exp.Expr, type_: LogicalType) -> exp.Expr:
        written = self._written(document)
        if type_ in ("object", "array"):
            return _when(self.is_of(document, type_), document)
        if type_ in ("integer", "number"):
            number = exp.TryCast(this=written.copy(), to=exp.DataType.build("DOUBLE"))
            if type_ == "number":
                return number
            whole = exp.TryCast(this=written.copy(), to=exp.DataType.build("BIGINT"))
            point = exp.TryCast(this=number.copy(), to=exp.DataType.build("BIGINT"))  # of 1.0 and 1e3
            return exp.Coalesce(this=whole, expressions=[_when(number.eq(exp.Floor(this=number.copy())), point)])
        if type_ == "boolean":
            return _when(written.isin(_text("true"), _text("false")), exp.cast(document.copy(), "BOOLEAN"))
        text = _when(_begins(written, '"'), exp.cast(document.copy(), "TEXT"))
        return text if type_ == "string" else exp.TryCast(this=text, to=exp.DataType.build(type_.upper()))

    @staticmethod
    def _written(document: exp.Expr) -> exp.Expr:
        return _call("JSON_FORMAT", document)


def _begins(text: exp.Expr, sign: str) -> exp.Expr:
    return exp.Like(this=text.copy(), expression=_text(f"{sign}%"))


class Snowflake(Nesting):
    """Structured types, and VARIANT, OBJECT and ARRAY, whose values are documents."""

    def field(self, value: exp.Expr, name: str) -> exp.Expr:
        return _call("GET", value, _text(name))

    def some(self, array: exp.Expr, condition: Condition) -> exp.Expr:
        found = exp.Anonymous(this="FILTER", expressions=[array.copy(), _lambda(array, condition)])
        return exp.Anonymous(this="ARRAY_SIZE", expressions=[found]) > 0

    def document_field(self, document: exp.Expr, name: str) -> exp.Expr:
        return _call("GET", document, _text(name))

    def document_some(self, document: exp.Expr, condition: Condition) -> exp.Expr:
        return self.some(_call("AS_ARRAY", _call("TO_VARIANT", document)), condition)

    def is_there(self, document: exp.Expr) -> exp.Expr:
        return self._type(document).neq(_text("NULL_VALUE"))

    def is_of(self, document: exp.Expr, type_: LogicalType) -> exp.Expr:
        return self._type(document).eq(_text(type_.upper()))

    def read(self, document: exp.Expr, type_: LogicalType) -> exp.Expr:
        if type_ in ("object", "array"):
            return _when(self.is_of(document, type_), document)
        if type_ in _AS:
            return _call(_AS[type_], document)
        text = _call("AS_VARCHAR", document)
        name = "TIMESTAMP_NTZ" if type_ == "timestamp" else type_.upper()
        return exp.Coalesce(this=_call(f"AS_{name}", document), expressions=[_call(f"TRY_TO_{name}", text)])

    @staticmethod
    def _type(document: exp.Expr) -> exp.Expr:
        return _call("TYPEOF", _call("TO_VARIANT", document))


_AS = {"string": "AS_VARCHAR", "integer": "AS_INTEGER", "number": "AS_DOUBLE", "boolean": "AS_BOOLEAN"}
"""Functions of Snowflake that are null of a document of another type."""


class BigQuery(Nesting):
    """STRUCT and ARRAY, and JSON."""

    def plain(self, value: exp.Expr, inner: ElementType) -> exp.Expr:
        # A TIMESTAMP does not compare with a DATETIME, as its literals are.
        return exp.cast(value.copy(), "TIMESTAMP") if inner.type == "TIMESTAMP" else value

    def some(self, array: exp.Expr, condition: Condition) -> exp.Expr:
        name = _item(array)
        items = exp.Unnest(expressions=[array.copy()], alias=exp.TableAlias(columns=[exp.to_identifier(name)]))
        return exp.Exists(this=exp.select("1").from_(items).where(condition(exp.column(name))))

    def document_field(self, document: exp.Expr, name: str) -> exp.Expr:
        return exp.Bracket(this=exp.paren(document.copy()), expressions=[_text(name)])

    def document_some(self, document: exp.Expr, condition: Condition) -> exp.Expr:
        return self.some(_call("JSON_QUERY_ARRAY", document), condition)

    def is_there(self, document: exp.Expr) -> exp.Expr:
        return self._type(document).neq(_text("null"))

    def is_of(self, document: exp.Expr, type_: LogicalType) -> exp.Expr:
        return self._type(document).eq(_text(type_))

    def read(self, document: exp.Expr, type_: LogicalType) -> exp.Expr:
        if type_ in ("object", "array"):
            return _when(self.is_of(document, type_), document)
        kind = "number" if type_ in ("integer", "number") else "boolean" if type_ == "boolean" else "string"
        text = _when(self._type(document).eq(_text(kind)), _call("JSON_VALUE", document))
        return text if type_ == "string" else exp.TryCast(this=text, to=exp.DataType.build(_IN_BIGQUERY[type_]))

    @staticmethod
    def _type(document: exp.Expr) -> exp.Expr:
        return _call("JSON_TYPE", document)


_IN_BIGQUERY: dict[str, str] = {
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "time": "TIME",
}

NESTINGS: dict[str, Nesting] = {
    "duckdb": DuckDb(),
    "postgres": Postgres(),
    "spark": Spark(),
    "snowflake": Snowflake(),
    "bigquery": BigQuery(),
    "trino": Trino(),
}
