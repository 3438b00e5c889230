"""Quality rules that a dataset must pass. Names follow dbt where it has a rule of the kind."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from opsgen.language import values
from opsgen.language.node import Node
from opsgen.language.types import (
    ColumnName,
    ColumnReference,
    Count,
    Duration,
    Fraction,
    Limit,
    Line,
    Name,
    Regex,
    Scalar,
    Text,
)

RuleSeverity = Literal["error", "warn"]


class NamedRule(Node):
    name: Line | None = None
    """Name of the rule in reports, unique in its dataset."""
    description: Text | None = None
    """Why the rule exists."""
    severity: RuleSeverity = "error"
    """`error` stops the dataset from being published; `warn` only reports."""


class RuleBase(NamedRule):
    """A rule that can be limited to some of the rows."""

    where: Text | None = None
    """Boolean SQL expression: only rows for which it is true are checked, such as `country = 'DE'`. For a `query`,
    it filters the rows of the result."""


class RowRule(RuleBase):
    """A rule that each row passes or fails."""

    max_fraction: Fraction | None = None
    """Share of the checked rows that may fail, from 0 to 1, such as `0.01`. Without limits, no row may fail."""
    max_rows: Count | None = None
    """Number of rows that may fail."""


class QuarantiningRule(RowRule):
    """A rule that each row passes or fails by itself, so that rows that fail can be moved to another dataset."""

    quarantine: Name | None = None
    """Dataset to which opsgen moves the rows that fail, before it publishes the others. It needs `max_fraction` or
    `max_rows`, which then limit the rows that are moved: with more, nothing is published."""


class AggregateRule(RuleBase):
    """A rule about one figure of all checked rows."""

    scope: Literal["partition", "dataset"] | None = None
    """Which rows are checked in a dataset with partitions: those of the new `partition`, or those of the whole
    `dataset` with it. There it is required, since a limit for a day is seldom one for all days."""


class RowCount(AggregateRule):
    """The number of rows is within bounds."""

    min: Count | None = None
    """Minimum number of rows."""
    max: Count | None = None
    """Maximum number of rows."""


class NotNull(QuarantiningRule):
    """The column has a value in every row. NaN and empty text are values; an empty field of a CSV file is not."""

    column: ColumnName
    """Column to check."""


class Unique(RowRule):
    """No two rows have the same values in these columns. Rows with a null in one of them are not compared. Every
    row of a group of duplicates fails."""

    columns: list[ColumnName] = Field(min_length=1)
    """Columns whose combination must be unique."""


class AcceptedValues(QuarantiningRule):
    """The column has one of the listed values, compared exactly. Nulls pass; NaN fails."""

    column: ColumnName
    """Column to check."""
    values: list[Scalar] = Field(min_length=1)
    """Allowed values."""


class Range(QuarantiningRule):
    """The column is within bounds, which are inclusive unless they are declared exclusive. Nulls pass; NaN fails.
    Text is compared by code points."""

    column: ColumnName
    """Column to check."""
    min: Scalar | None = None
    """Smallest value that passes."""
    max: Scalar | None = None
    """Largest value that passes."""
    exclusive_min: bool = False
    """Whether a value equal to `min` fails."""
    exclusive_max: bool = False
    """Whether a value equal to `max` fails."""


class Pattern(QuarantiningRule):
    """The whole text of the column matches a regular expression; nulls pass. Expressions have the syntax and
    meaning of RE2: `\\d`, `\\w` and `\\s` match ASCII only, and `.` matches anything except a newline."""

    column: ColumnName
    """Column to check."""
    regex: Regex
    """Regular expression (RE2 syntax)."""


class Length(QuarantiningRule):
    """The number of characters (code points) of the column's text is within bounds; nulls pass."""

    column: ColumnName
    """Column to check."""
    min: Count | None = None
    """Minimum number of characters."""
    max: Count | None = None
    """Maximum number of characters."""


class References(RowRule):
    """Every value of the column exists in a column of another dataset; nulls pass."""

    column: ColumnName
    """Column to check."""
    to: ColumnReference
    """Referenced column, as `dataset.column`."""


class FreshnessRule(RuleBase):
    """The newest value of the column is recent enough when the rule runs. It may be at most five minutes in the
    future."""

    column: ColumnName
    """Column of type `date` or `timestamp`."""
    max_age: Duration
    """Maximum age of the newest value, such as `24h`."""


class Expression(QuarantiningRule):
    """A boolean SQL expression is true for every row. A row passes if it is null."""

    sql: Text
    """Boolean SQL expression over this dataset's columns, such as `ends_at >= starts_at`."""


class Query(RuleBase):
    """A SQL query returns no rows: each row that it returns is a failure."""

    sql: Text
    """One SELECT, in which datasets are tables."""
    max_rows: Count | None = None
    """Number of rows that the query may return; 0 by default."""


class SchemaMatch(NamedRule):
    """The data has the declared columns with compatible types, and each value can be read as its type. Datasets
    without this rule are checked for it too."""

    extra_columns: Literal["allow", "forbid"] = "allow"
    """Whether the data may have columns that are not declared."""
    order: bool = False
    """Whether the columns must be in the declared order."""


class Bounds(AggregateRule):
    column: ColumnName
    """Column to check."""
    min: Limit | None = None
    """Lowest value that passes."""
    max: Limit | None = None
    """Highest value that passes."""


class Mean(Bounds):
    """The mean of the column is within bounds; nulls are ignored. The rule fails without values and with NaN or
    infinite values."""


class Sum(Bounds):
    """The sum of the column is within bounds; nulls are ignored. Without values the sum is 0. The rule fails with
    NaN or infinite values."""


class Minimum(Bounds):
    """The smallest value of the column is within bounds. The rule fails without values and with NaN."""


class Maximum(Bounds):
    """The largest value of the column is within bounds. The rule fails without values and with NaN."""


class StandardDeviation(Bounds):
    """The sample standard deviation of the column is within bounds; nulls are ignored. The rule fails with fewer
    than two values and with NaN or infinite values."""


class Quantile(Bounds):
    """A quantile of the column is within bounds; nulls are ignored. Between two values it is interpolated. The rule
    fails without values and with NaN or infinite values."""

    quantile: Fraction
    """Quantile from 0 to 1; 0.5 is the median."""


class DistinctCount(AggregateRule):
    """The number of distinct values of the column, without nulls, is within bounds. All NaN count as one value, and
    so do 0 and -0."""

    column: ColumnName
    """Column to check."""
    min: Count | None = None
    """Minimum number of distinct values."""
    max: Count | None = None
    """Maximum number of distinct values."""


class Rule(Node):
    """A quality rule: exactly one of these keys, the kind of rule."""

    row_count: RowCount | None = None
    not_null: NotNull | None = None
    unique: Unique | None = None
    accepted_values: AcceptedValues | None = None
    range: Range | None = None
    pattern: Pattern | None = None
    length: Length | None = None
    references: References | None = None
    freshness: FreshnessRule | None = None
    expression: Expression | None = None
    query: Query | None = None
    schema_match: SchemaMatch | None = None
    mean: Mean | None = None
    sum: Sum | None = None
    min: Minimum | None = None
    max: Maximum | None = None
    stddev: StandardDeviation | None = None
    quantile: Quantile | None = None
    distinct_count: DistinctCount | None = None


QualityRule = Annotated[
    Rule,
    BeforeValidator(values.one_key),
    Field(json_schema_extra={"minProperties": 1, "maxProperties": 1}),
]
