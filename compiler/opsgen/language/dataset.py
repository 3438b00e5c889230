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
    Date,
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

Grain = Literal["hour", "day", "month"]

MaterializeMode = Literal["full", "partition", "append", "incremental"]

LogicalType = Literal["string", "integer", "number", "boolean", "date", "timestamp", "time", "object", "array"]


class Source(Node):
    """Where the data is stored and how to read it: a `path` for files, a `table` for databases."""

    connection: Name
    """Name of the connection to the data."""
    path: DataPath | None = None
    """File or files, relative to the connection's root. `*` matches any part of a name, as in `orders/*.csv`. `{hour}`,
    `{day}` or `{month}` makes each file, or each folder, the data of one partition, as in `events/{day}.parquet` for
    `events/2013-07-01.parquet`."""
    table: Line | None = None
    """Table or view, as `table` or `schema.table`."""
    format: Literal["csv", "parquet", "json", "delta", "iceberg"] | None = None
    """File format; by default that of the path's extension."""
    null_values: list[Text] = Field(default_factory=list)
    """Texts in CSV files to read as a missing value, such as `NA`. An empty field is always missing."""
    delimiter: Delimiter | None = None
    """Delimiter between the fields of a CSV file; a comma by default."""
    timezone: TimeZone | None = None
    """Time zone of dates and of timestamps without an offset; UTC by default. A column can override it."""
    header: bool = True
    """Whether a CSV file has a header line with the column names."""
    quote: Sign | None = None
    """Quote character of a CSV file; `"` by default."""
    escape: Sign | None = None
    """Character that escapes a quote inside a quoted field; the quote character by default."""
    skip: SkippedLines | None = None
    """Number of lines to skip at the start of a CSV file, before its header or first row."""
    comment: Sign | None = None
    """Character that starts a comment line in a CSV file. Comment lines are skipped."""
    encoding: Encoding | None = None
    """Character encoding of a CSV file; UTF-8 by default."""
    decimal: NumberMark | None = None
    """Decimal separator of numbers in a CSV file; a point by default."""
    thousands: NumberMark | None = None
    """Thousands separator of numbers in a CSV file; none by default."""
    date_format: DateFormat | None = None
    """Format of dates in a CSV file, such as `%d.%m.%Y`; by default `%Y-%m-%d`, as in `2024-01-31`."""
    timestamp_format: TimestampFormat | None = None
    """Format of timestamps in a CSV file, such as `%d.%m.%Y %H:%M`; ISO 8601 by default."""
    hive_partitioning: bool | None = None
    """Whether folders named `column=value` are read as columns; by default only those that the path contains as
    `column=*`."""
    layout: Literal["versioned"] | None = None
    """How the files of a path are kept. `versioned`: each publish is a new folder, and the file `_current` contains the
    name of the published one. opsgen reads the published folder; other readers must resolve `_current` themselves. By
    default a publish replaces the file of the path, so a path of several files needs `versioned`."""


class ColumnTarget(Node):
    """A reference to a column of another dataset, which must contain every value of this column."""

    to: ColumnReference
    """Referenced column, as `dataset.column`."""
    max_fraction: Fraction | None = None
    """Share of rows that may fail, from 0 to 1. Without limits, no row may fail."""
    max_rows: Count | None = None
    """Number of rows that may fail."""
    severity: RuleSeverity = "error"
    """`error` stops the dataset from being published; `warn` only reports."""


ColumnTargetOrName = Annotated[
    ColumnTarget, BeforeValidator(values.column_target), Field(json_schema_extra=values.or_text)
]


class Value(Node):
    """The keys that columns, fields of objects and items of arrays have in common."""

    type: LogicalType
    """Logical type, as in the Open Data Contract Standard (ODCS)."""
    description: Text | None = None
    """Meaning of the values."""
    required: bool = False
    """Whether the value must be present in each row, or in each object or array of a nested type."""
    allowed: list[Scalar] | None = Field(default=None, min_length=1)
    """Allowed values. Any other value fails."""
    pattern: Regex | None = None
    """Regular expression that each whole value must match."""
    min: Scalar | None = None
    """Smallest allowed value."""
    max: Scalar | None = None
    """Largest allowed value."""
    min_length: Count | None = None
    """Minimum number of characters."""
    max_length: Count | None = None
    """Maximum number of characters."""
    unit: Line | None = None
    """Unit of a number, such as `minutes` or `EUR`."""
    timezone: TimeZone | None = None
    """Time zone of dates and of timestamps without an offset; by default that of the source."""
    classification: Classification | None = None
    """Sensitivity of the values. `pii` marks personal data, which opsgen masks in every output."""
    tags: list[Line] = Field(default_factory=list)
    """Labels for searching and grouping."""
    fields: dict[ColumnName, NestedField] | None = Field(default=None, min_length=1)
    """Fields of an `object`, by name. Rules refer to them by path, such as `address.city`."""
    items: NestedField | None = None
    """Type of the items of an `array`. Rules refer to items by path, such as `tags[]` or `products[].price`."""


class NestedField(Value):
    """A field of an object, or the items of an array. A row fails a constraint if any of its values fails it."""


class Column(Value):
    """A column. Its constraints are quality rules of severity `error`."""

    unique: bool = False
    """Whether the values must be unique."""
    primary_key: bool = False
    """Whether the column is the primary key or part of it. Its columns are required, and together they are unique."""
    references: ColumnTargetOrName | None = None
    """Column of another dataset that must contain the values: `dataset.column`, or a mapping with limits."""


class Ingest(CommandTask, Schedule):
    """The project's command that loads the data."""


class WindowedInput(Node):
    """A partitioned dataset of which each partition reads more than the time that it covers itself."""

    dataset: Name
    """Name of the dataset that it reads."""
    window: Duration
    """How far before the end of the partition it reads, such as `7d` for a mean over seven days. Days and weeks are
    days of the calendar in the partition's time zone."""


class Transform(Execution, Schedule):
    """How to build the dataset from other datasets, by SQL or by a command. It runs after all of its inputs have
    been published again, or on its own schedule."""

    inputs: list[Name | WindowedInput] = Field(min_length=1)
    """Names of the datasets that it reads, or mappings with a `window`. A partition reads the partitions of its inputs
    that overlap it in time."""
    sql: TransformSql | None = None
    """One SELECT, in which the inputs are tables, or the path of a `.sql` file that contains it, such as
    `transforms/revenue.sql`."""
    command: Command | None = None
    """The project's command that builds the dataset, instead of SQL. One list item per argument."""


class Freshness(Node):
    """How old the data may be, measured from when it last arrived or from the newest value of a column. A newest
    value more than five minutes in the future also fails."""

    column: ColumnName | None = None
    """Column of type `date` or `timestamp` whose newest value is the age; by default the time of the last arrival."""
    warn_after: Duration | None = None
    """Age from which opsgen reports a warning, such as `24h`."""
    error_after: Duration | None = None
    """Age from which the dataset is not published, such as `48h`."""


class Partition(Node):
    """How a dataset is divided by time, so that each hour, day or month can be built, checked and repaired alone."""

    column: ColumnName | None = None
    """Column of type `date` or `timestamp` by which rows belong to a partition. Tables need it; files can have a
    placeholder in their `path` instead."""
    by: Grain | None = None
    """Length of a partition; by default that of the placeholder in the `path`. Partitions are named `2013-07-01T04`,
    `2013-07-01` or `2013-07`."""
    timezone: TimeZone = "UTC"
    """Time zone in which days and months start. Hours are always hours in UTC."""
    delay: Duration | None = None
    """How long after its end a partition is complete, such as `1h`; no time by default."""
    lookback: int = Field(default=7, ge=1)
    """How many of the latest partitions are searched for missing ones."""


class Materialize(Node):
    """How a run changes the data that is there already."""

    mode: MaterializeMode
    """`full` replaces the dataset. `partition` replaces one partition. `append` adds rows, and a repeated run replaces
    the rows that it added. `incremental` adds new rows and replaces those with the same `unique_key`."""
    unique_key: list[ColumnName] | None = Field(default=None, min_length=1)
    """Columns that identify a row, for `incremental`."""
    version_column: ColumnName | None = None
    """Column that decides between rows with the same `unique_key`: the greatest value wins, whichever came first."""
    on_conflict: Literal["error", "ignore"] | None = None
    """What happens to a new row whose `unique_key` exists, without a `version_column`. `error`: the run fails.
    `ignore`: the existing row stays."""


class Dataset(Schedule):
    """A table or a set of files: where it is stored, how it is built, and which quality rules it must pass."""

    description: Text | None = None
    """What one row is, and what the data is for, such as `One row per order.`"""
    owner: Line | None = None
    """Team that is responsible for the dataset; the project's owner by default."""
    tags: list[Line] = Field(default_factory=list)
    """Labels for searching and grouping."""
    classification: Classification | None = None
    """Sensitivity of the dataset. `pii` makes every column personal data, whatever the column declares."""
    source: Source
    """Where the data is stored."""
    ingest: Ingest | None = None
    """Command that loads the data."""
    transform: Transform | None = None
    """How to build the dataset from other datasets."""
    produced_by: Line | None = None
    """Deployment that writes the data, as `deployments.NAME`."""
    publish: Literal["after_checks", "in_place"] | None = None
    """When readers see new data. `after_checks`: opsgen stages the data, checks it, and publishes it only if it passes;
    a command writes to `OPSGEN_OUTPUT`. `in_place`: the command writes to the dataset itself, so readers see data
    before its checks. By default `after_checks` for SQL transforms and `in_place` for commands."""
    keep_rejected: Duration = "24h"
    """How long opsgen keeps data that failed its checks, in its staged place, such as `24h`. The next run of the same
    dataset or partition removes it earlier."""
    partition: Partition | None = None
    """How the dataset is divided by time; by default as the placeholder in the `path` says, otherwise not at all."""
    materialize: MaterializeMode | Materialize | None = None
    """How a run changes the data that is there already: a mode, or a mapping for `incremental`. By default `partition`
    for a dataset with partitions, and `full` for others."""
    start_date: Date | None = None
    """First day that has data, such as `2013-01-01`. Earlier partitions are never missing."""
    catchup: bool = False
    """Whether every missing partition since `start_date` is built, not only the latest ones."""
    depends_on_past: bool = False
    """Whether a partition is built only after the one before it has succeeded."""
    max_active_runs: int = Field(default=1, ge=1)
    """How many runs of the dataset may be active at the same time."""
    freshness: Freshness | None = None
    """How old the data may be."""
    retention: Duration | None = None
    """How long the data is kept, such as `730d`."""
    columns: dict[ColumnName, Column] = Field(min_length=1)
    """Columns by name."""
    quality: list[QualityRule] = Field(default_factory=list)
    """Quality rules, in addition to the constraints of the columns."""
