"""Quality rules as they run: where one was written, as a constraint or as a rule, makes no difference any more."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from decimal import Decimal

    from opsgen.diagnostics.model import Path
    from opsgen.language.rule import RuleSeverity

Scope = Literal["partition", "dataset"]
Scalar: TypeAlias = str | int | float | bool
Function = Literal["row_count", "mean", "sum", "min", "max", "stddev", "quantile", "distinct_count"]


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How many rows may break a rule: none, unless something is said; what is said holds together."""

    max_rows: int | None = None
    max_fraction: float | None = None

    def allows(self, broken: int, judged: int) -> bool:
        """Whether so many rows of so many may break the rule."""
        if self.max_rows is None and self.max_fraction is None:
            return broken == 0
        few = self.max_rows is None or broken <= self.max_rows
        return few and (self.max_fraction is None or broken <= Fraction(repr(self.max_fraction)) * judged)


@dataclass(frozen=True, slots=True)
class NotNull:
    """There is a value. NaN and the empty text are values."""

    column: str


@dataclass(frozen=True, slots=True)
class AcceptedValues:
    """The value is one of these, or null."""

    column: str
    values: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class WithinBounds:
    """The value lies within bounds, or is null. NaN lies within no bounds; text is compared by its code points."""

    column: str
    low: Scalar | None
    high: Scalar | None
    above_low: bool = False
    """Whether the lower bound itself is outside."""
    below_high: bool = False
    """Whether the upper bound itself is outside."""


@dataclass(frozen=True, slots=True)
class Matches:
    """The whole text matches a regular expression, or is null."""

    column: str
    regex: str


@dataclass(frozen=True, slots=True)
class LengthWithin:
    """The text has a number of characters (code points) within bounds, or is null."""

    column: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class SatisfiesExpression:
    """A SQL expression is true or null."""

    sql: str


Condition: TypeAlias = NotNull | AcceptedValues | WithinBounds | Matches | LengthWithin | SatisfiesExpression
"""What each row keeps or breaks by itself."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Each row keeps a condition."""

    condition: Condition
    tolerance: Tolerance


@dataclass(frozen=True, slots=True)
class Unique:
    """No two rows have the same values; rows with a null among them are not compared."""

    columns: tuple[str, ...]
    tolerance: Tolerance


@dataclass(frozen=True, slots=True)
class Reference:
    """Every value stands in a column of another dataset; nulls pass."""

    column: str
    dataset: str
    target: str
    tolerance: Tolerance


@dataclass(frozen=True, slots=True)
class Statistic:
    """A figure of the whole dataset lies within bounds, which belong to it."""

    function: Function
    column: str | None
    low: int | Decimal | None
    high: int | Decimal | None
    quantile: float | None = None


@dataclass(frozen=True, slots=True)
class Freshness:
    """The data is not too old: its newest value, or without a column its last arrival."""

    column: str | None
    warn_after: str | None
    """A duration as the spec has it."""
    error_after: str | None


@dataclass(frozen=True, slots=True)
class Query:
    """A query gives back no rows, or few."""

    sql: str
    max_rows: int


@dataclass(frozen=True, slots=True)
class Schema:
    """The data has the declared columns, and their values the declared types."""

    extra_columns: Literal["allow", "forbid"] = "allow"
    order: bool = False


Test: TypeAlias = Rows | Unique | Reference | Statistic | Freshness | Query | Schema


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a dataset."""

    dataset: str
    name: str
    """What reports call it; unique in its dataset, and the same as long as the rule says the same."""
    kind: str
    """As the language names it: `not_null`, `range`, …; of a constraint, the rule that it stands for."""
    columns: tuple[str, ...]
    test: Test
    severity: RuleSeverity
    where: str | None = None
    """A boolean SQL expression: only rows for which it is true are judged."""
    description: str | None = None
    path: Path = ()
    """Where the spec has it."""
    quarantine: str | None = None
    """The dataset to which the rows that fail are moved."""
    scope: Scope | None = None
    """Of a partitioned dataset, what an aggregate is taken of: one partition, or all of them."""
