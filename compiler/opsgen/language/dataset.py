from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from opsgen.language import values
from opsgen.language.node import Node
from opsgen.language.rule import QualityRule, RuleSeverity
from opsgen.language.task import CommandTask, Execution, Schedule
from opsgen.language.types import (
    ColumnName,
    ColumnReference,
    Command,
    Count,
    DataPath,
    DateFormat,
    Delimiter,
    Duration,
    Encoding,
    Fraction,
    Line,
    Name,
    NumberMark,
    Regex,
    Scalar,
    Sign,
    SkippedLines,
    Text,
    TimestampFormat,
    TimeZone,
    TransformSql,
)

Classification = Literal["public", "internal", "confidential", "restricted", "pii"]

LogicalType = Literal["string", "integer", "number", "boolean", "date", "timestamp", "time", "object", "array"]


class Source(Node):
    """Where the data lies and how it is read; a path for files, a table for databases."""

    connection: Name
    """The connection that reaches the data."""
    path: DataPath | None = None
    """The file or files below the connection's root, with `*` for any part of a name."""
    table: Line | None = None
    """The table or view, as `table` or `schema.table`."""
    format: Literal["csv", "parquet", "json", "delta", "iceberg"] | None = None
    """How files are written; by default what the path's ending says."""
    null_values: list[Text] = Field(default_factory=list)
    """Texts that stand for a missing value in CSV files, besides the empty one."""
    delimiter: Delimiter | None = None
    """The text between the fields of a CSV file; a comma by default."""
    timezone: TimeZone | None = None
    """The time zone of timestamps without an offset, and of dates; UTC by default. A column can have its own."""
    header: bool = True
    """Whether a CSV file starts with the columns' names."""
    quote: Sign | None = None
    """The character around fields of a CSV file; `"` by default."""
    escape: Sign | None = None
    """The character before a quote inside a quoted field; the quote itself by default."""
    skip: SkippedLines | None = None
    """The number of lines before the header of a CSV file, or before its first row where it has no header."""
    comment: Sign | None = None
    """Lines of a CSV file that start with this character are not read."""
    encoding: Encoding | None = None
    """The character encoding of a CSV file; UTF-8 by default."""
    decimal: NumberMark | None = None
    """The character before the decimals of numbers in a CSV file; a point by default."""
    thousands: NumberMark | None = None
    """The character between groups of three digits in a CSV file; none by default."""
    date_format: DateFormat | None = None
    """How dates are written in a CSV file, such as `%d.%m.%Y`; as `2024-01-31` by default."""
    timestamp_format: TimestampFormat | None = None
    """How timestamps are written in a CSV file, such as `%d.%m.%Y %H:%M`; as ISO 8601 has them by default."""
    hive_partitioning: bool | None = None
    """Whether folders named `column=value` are columns; by default those that the path writes as `column=*`."""


class ColumnTarget(Node):
    """Another dataset's column that this column's values must stand in."""

    to: ColumnReference
    """The column, as `dataset.column`."""
    max_fraction: Fraction | None = None
    """The share of rows that may break the reference."""
    max_rows: Count | None = None
    """The number of rows that may break the reference."""
    severity: RuleSeverity = "error"
    """Whether a broken reference stops the dataset from being published."""


ColumnTargetOrName = Annotated[
    ColumnTarget, BeforeValidator(values.column_target), Field(json_schema_extra=values.or_text)
]


class Value(Node):
    """What a column, a field of an object or an item of an array declares alike."""

    type: LogicalType
    """The logical type, as ODCS has them."""
    description: Text | None = None
    """What the values mean."""
    required: bool = False
    """Whether each row must have a value; of a field, each object, and of items, each item."""
    allowed: list[Scalar] | None = Field(default=None, min_length=1)
    """The only values that may occur."""
    pattern: Regex | None = None
    """A regular expression that the whole of each value must match."""
    min: Scalar | None = None
    """The smallest value that may occur."""
    max: Scalar | None = None
    """The largest value that may occur."""
    min_length: Count | None = None
    """The fewest characters of a value."""
    max_length: Count | None = None
    """The most characters of a value."""
    unit: Line | None = None
    """The unit of a number, e.g. minutes."""
    timezone: TimeZone | None = None
    """The time zone of timestamps without an offset, or of dates; by default that of the source."""
    classification: Classification | None = None
    """How the values must be handled; `pii` marks personal data, which is masked in every output."""
    tags: list[Line] = Field(default_factory=list)
    """Words to find the column by."""
    fields: dict[ColumnName, NestedField] | None = Field(default=None, min_length=1)
    """The fields of an `object`, by name. Rules name them by path, such as `address.city`."""
    items: NestedField | None = None
    """What each item of an `array` is. Rules name items by path, such as `tags[]` or `products[].price`."""


class NestedField(Value):
    """A field of an object, or the items of an array. A row breaks a constraint if any of its values breaks it."""


class Column(Value):
    """One column; constraints that hold for it are quality rules of severity error."""

    unique: bool = False
    """Whether no value may stand in two rows."""
    primary_key: bool = False
    """Whether the column is the key, or part of it, that tells rows apart; implies required."""
    references: ColumnTargetOrName | None = None
    """Another dataset's column that the values must stand in: `dataset.column`, or a mapping with limits."""


class Ingest(CommandTask, Schedule):
    """The project's own command that brings the data in."""


class Transform(Execution, Schedule):
    """How the data is made from other datasets, by SQL or by a command; it runs when they were all published anew,
    or on a schedule of its own."""

    inputs: list[Name] = Field(min_length=1)
    """The datasets it reads."""
    sql: TransformSql | None = None
    """One SELECT, in which the inputs are tables, or the path of a `.sql` file that contains it."""
    command: Command | None = None
    """A command of the project's own, in place of SQL."""


class Freshness(Node):
    """How old the data may be: since its last arrival, or since the newest value of a column. A newest value that is
    more than five minutes in the future is a failure, too."""

    column: ColumnName | None = None
    """The column of type date or timestamp whose newest value counts."""
    warn_after: Duration | None = None
    """The age from which on there is a warning."""
    error_after: Duration | None = None
    """The age from which on the dataset is not published."""


class Dataset(Schedule):
    """A table or a set of files: where it lies, how it comes about, and what must hold for it."""

    description: Text | None = None
    """What one row is, and what the data is for."""
    owner: Line | None = None
    """The team that answers for the data; the project's owner by default."""
    tags: list[Line] = Field(default_factory=list)
    """Words to find the dataset by."""
    classification: Classification | None = None
    """How the data must be handled; `pii` makes all of its columns personal data, whatever they say themselves."""
    source: Source
    """Where the data lies."""
    ingest: Ingest | None = None
    """The command that brings the data in."""
    transform: Transform | None = None
    """How the data is made from other datasets."""
    produced_by: Line | None = None
    """The deployment that writes the data, as `deployments.NAME`."""
    freshness: Freshness | None = None
    """How old the data may be."""
    retention: Duration | None = None
    """How long the data is kept."""
    columns: dict[ColumnName, Column] = Field(min_length=1)
    """The columns by name."""
    quality: list[QualityRule] = Field(default_factory=list)
    """What else must hold, beside the columns' own constraints."""
