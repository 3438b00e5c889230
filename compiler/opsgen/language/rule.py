"""Quality rules: what must hold for a dataset. Names follow dbt where it has one."""

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
    Regex,
    Scalar,
    Text,
)

RuleSeverity = Literal["error", "warn"]


class NamedRule(Node):
    name: Line | None = None
    """What reports call the rule; unique in its dataset."""
    description: Text | None = None
    """Why the rule is there."""
    severity: RuleSeverity = "error"
    """Whether a failure stops the dataset from being published, or is only reported."""


class RuleBase(NamedRule):
    """A rule that can be about some of the rows."""

    where: Text | None = None
    """A boolean SQL expression: only rows for which it is true are judged; of a `query`, only such rows of its
    result."""


class RowRule(RuleBase):
    """A rule that each row keeps or breaks."""

    max_fraction: Fraction | None = None
    """The share of rows that may break the rule, of those that are judged."""
    max_rows: Count | None = None
    """The number of rows that may break the rule."""


class RowCount(RuleBase):
    """The number of rows lies within bounds."""

    min: Count | None = None
    """The fewest rows."""
    max: Count | None = None
    """The most rows."""


class NotNull(RowRule):
    """The column has a value in every row. NaN and the empty text are values, but an empty field of a CSV file is
    none."""

    column: ColumnName
    """The column."""


class Unique(RowRule):
    """No two rows have the same values in these columns; rows with a null among them are not compared. Each row whose
    values stand in another one too breaks the rule."""

    columns: list[ColumnName] = Field(min_length=1)
    """The columns, taken together."""


class AcceptedValues(RowRule):
    """The column holds one of the listed values, to the letter; nulls pass, NaN does not."""

    column: ColumnName
    """The column."""
    values: list[Scalar] = Field(min_length=1)
    """What is allowed."""


class Range(RowRule):
    """The column lies within bounds, which belong to it unless they are said to be exclusive; nulls pass. NaN lies
    within no bounds, and text is compared by its code points."""

    column: ColumnName
    """The column."""
    min: Scalar | None = None
    """The smallest value."""
    max: Scalar | None = None
    """The largest value."""
    exclusive_min: bool = False
    """Whether the value must be above `min`, not equal to it."""
    exclusive_max: bool = False
    """Whether the value must be below `max`, not equal to it."""


class Pattern(RowRule):
    """The whole of the column's text matches a regular expression; nulls pass. Expressions mean what RE2 makes of
    them: `\\d`, `\\w` and `\\s` are ASCII, and `.` is anything but a newline."""

    column: ColumnName
    """The column."""
    regex: Regex
    """The expression (RE2 syntax)."""


class Length(RowRule):
    """The column's text has a number of characters (code points) within bounds; nulls pass."""

    column: ColumnName
    """The column."""
    min: Count | None = None
    """The fewest characters."""
    max: Count | None = None
    """The most characters."""


class References(RowRule):
    """Every value of the column stands in a column of another dataset; nulls pass."""

    column: ColumnName
    """The column."""
    to: ColumnReference
    """The column it refers to, as `dataset.column`."""


class FreshnessRule(RuleBase):
    """The newest value of the column is not older than this when the rule runs, and at most five minutes in the
    future."""

    column: ColumnName
    """A column of type date or timestamp."""
    max_age: Duration
    """The greatest age."""


class Expression(RowRule):
    """A boolean SQL expression that is true for every row; where it is null the row passes."""

    sql: Text
    """The expression, over this dataset's columns."""


class Query(RuleBase):
    """A SQL query whose rows are failures."""

    sql: Text
    """One SELECT; datasets are named as tables."""
    max_rows: Count | None = None
    """The number of rows that may come back."""


class SchemaMatch(NamedRule):
    """The data has the columns that the spec declares, with types that fit, and each value can be read as its type. A
    dataset without this rule is checked for that all the same."""

    extra_columns: Literal["allow", "forbid"] = "allow"
    """Whether the data may have columns that the spec does not declare."""
    order: bool = False
    """Whether the columns must stand in the declared order."""


class Bounds(RuleBase):
    column: ColumnName
    """The column."""
    min: Limit | None = None
    """The lowest value that passes."""
    max: Limit | None = None
    """The highest value that passes."""


class Mean(Bounds):
    """The mean of the column lies within bounds; nulls are left out. Without values, or with NaN or infinite ones,
    there is no mean, and the rule is broken."""


class Sum(Bounds):
    """The sum of the column lies within bounds; nulls are left out. No values sum to 0; with NaN or infinite ones the
    rule is broken."""


class Minimum(Bounds):
    """The smallest value of the column lies within bounds; without values, or with NaN among them, the rule is
    broken."""


class Maximum(Bounds):
    """The largest value of the column lies within bounds; without values, or with NaN among them, the rule is
    broken."""


class StandardDeviation(Bounds):
    """The sample standard deviation of the column lies within bounds; nulls are left out. With fewer than two values,
    or with NaN or infinite ones, the rule is broken."""


class Quantile(Bounds):
    """A quantile of the column lies within bounds; nulls are left out, values between two rows are interpolated.
    Without values, or with NaN or infinite ones, the rule is broken."""

    quantile: Fraction
    """Which quantile: 0.5 is the median."""


class DistinctCount(RuleBase):
    """The number of distinct values of the column, nulls left out, lies within bounds. All NaN are one value, and so
    are 0 and -0."""

    column: ColumnName
    """The column."""
    min: Count | None = None
    """The fewest."""
    max: Count | None = None
    """The most."""


class Rule(Node):
    """One rule: exactly one of these keys."""

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
