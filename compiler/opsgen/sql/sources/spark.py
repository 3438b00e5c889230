"""Files, as Spark's SQL reads them: by their address or, for text, through views with options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from opsgen.graph.formats import format_of
from opsgen.sql.rules.relation import Relation, SourceColumn
from opsgen.sql.rules.types import ValueKind, of_declared
from opsgen.sql.sources.columns import declared_type, zone_of
from opsgen.sql.sources.notation import ISO, OFFSET, notation
from opsgen.sql.sources.text import plain_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.language.dataset import Dataset, LogicalType
    from opsgen.sql.sources.notation import Notation

CASTS: dict[LogicalType, str] = {
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
}


_ENCODINGS = {"latin-1": "ISO-8859-1"}
"""What Spark calls encodings other than its default, UTF-8."""


def file_format(dataset: Dataset) -> str:
    """What a dataset's files are read as."""
    return dataset.source.format or format_of(dataset.source.path or "") or "parquet"


def view(name: str) -> str:
    """What a dataset of text files is called in SQL."""
    return f"opsgen_{name.replace('-', '_')}"


def of_csv(name: str, dataset: Dataset) -> SourceColumn:
    """A column of text, whose values are of the declared type."""
    type_ = declared_type(name, dataset)
    if type_ not in CASTS:
        return SourceColumn(name, "text", ValueKind("string"))
    text = exp.column(name, quoted=True)
    value = _read(text, type_, notation(dataset.source))
    if type_ in ISO:  # a cast alone takes `2024` for a date
        value = exp.Case(ifs=[exp.If(this=_matches(text, ISO[type_]), true=value)])
    if type_ == "timestamp":
        value = _in_zone(text, value, zone_of(name, dataset))
    return SourceColumn(name, "text", ValueKind(type_, floating=type_ == "number"), value, fallible=True)


def _read(text: exp.Expr, type_: LogicalType, written: Notation) -> exp.Expr:
    """A value of the type; null where the text is none."""
    to = exp.DataType.build(CASTS[type_])
    if type_ not in ("integer", "number") or written.plain_numbers:
        return exp.TryCast(this=text.copy(), to=to, safe=True)
    trimmed: exp.Expr = exp.Trim(this=text.copy())
    number = plain_number(trimmed, written)
    return exp.Case(
        ifs=[exp.If(this=_matches(trimmed, written.number()), true=exp.TryCast(this=number, to=to, safe=True))]
    )


def _in_zone(text: exp.Expr, value: exp.Expr, zone: str) -> exp.Expr:
    """As `text.in_zone`, in the words of Spark, whose sessions are in UTC."""
    if zone == "UTC":
        return value
    local = exp.Anonymous(this="from_utc_timestamp", expressions=[value.copy(), exp.Literal.string(zone)])
    return exp.Case(ifs=[exp.If(this=_matches(text, OFFSET), true=local)], default=value)


def _matches(text: exp.Expr, regex: str) -> exp.Expr:
    return exp.RegexpLike(this=text.copy(), expression=exp.Literal.string(rf"\A{regex}\z"))


def options(dataset: Dataset) -> dict[str, str]:
    """How CSV files are read."""
    source = dataset.source
    quote = source.quote or '"'
    more = {"quote": source.quote, "comment": source.comment, "encoding": _ENCODINGS.get(source.encoding or "")}
    return {
        "header": str(source.header).lower(),
        "sep": source.delimiter or ",",
        "escape": source.escape or quote,
        "enforceSchema": "false",
        **{key: value for key, value in more.items() if value is not None},
    }


def files(name: str, dataset: Dataset, path: str) -> Relation:
    """The rows of files that have the declared columns; CSV is read through the views of `views`."""
    format_ = file_format(dataset)
    if format_ == "csv":
        text = tuple(of_csv(column, dataset) for column in dataset.columns)
        return Relation(name, exp.to_table(view(name)), text, "spark", names=dataset.source.header)
    source = exp.Table(this=exp.to_identifier(path, quoted=True), db=exp.to_identifier(format_))
    typed = (
        SourceColumn(column, declaration.type, of_declared(declaration)._replace(assumed=True))
        for column, declaration in dataset.columns.items()
    )
    return Relation(name, source, tuple(typed), "spark", more=True)


def views(name: str, dataset: Dataset, path: str) -> Iterator[exp.Create]:
    """The statements that make a CSV dataset's view: the text as it lies, then without what stands for null."""
    lying = f"{view(name)}_text"
    schema = [exp.ColumnDef(this=_identifier(column), kind=exp.DataType.build("TEXT")) for column in dataset.columns]
    target = exp.to_table(lying)
    yield exp.Create(
        this=target if dataset.source.header else exp.Schema(this=target, expressions=schema),
        kind="VIEW",
        replace=True,
        properties=exp.Properties(
            expressions=[exp.TemporaryProperty(), exp.FileFormatProperty(this=exp.var("CSV")), _given(dataset, path)]
        ),
    )
    nulls = [exp.Literal.string(text) for text in ("", *dataset.source.null_values)]
    yield exp.Create(
        this=exp.to_table(view(name)),
        kind="VIEW",
        replace=True,
        properties=exp.Properties(expressions=[exp.TemporaryProperty()]),
        expression=exp.select(*(_unless(column, nulls) for column in dataset.columns)).from_(exp.to_table(lying)),
    )


def _given(dataset: Dataset, path: str) -> exp.Property:
    pairs = {"path": path, **options(dataset)}
    return exp.OptionsProperty(
        expressions=[
            exp.Property(this=exp.Literal.string(key), value=exp.Literal.string(value)) for key, value in pairs.items()
        ]
    )


def _unless(column: str, nulls: Sequence[exp.Expr]) -> exp.Expr:
    value = exp.column(column, quoted=True)
    kept = exp.Case(ifs=[exp.If(this=exp.not_(value.isin(*nulls)), true=value.copy())])
    return exp.alias_(kept, column, quoted=True)


def _identifier(name: str) -> exp.Identifier:
    return exp.to_identifier(name, quoted=True)
