"""The measures of columns as aggregates of one scan, and their most frequent values as one grouping query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from opsgen.runtime.profile import shapes
from opsgen.sql.dialects import negated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsgen.sql.dialects import Dialect
    from opsgen.sql.rules.relation import Relation, SourceColumn

Measures = dict[str, exp.Expr]

QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}
LARGEST = "1e150"
"""The square of a larger number overflows, and engines would fail to compute a standard deviation."""
ORDERED = ("string", "date", "timestamp", "time")
"""Type families whose values have an order and are shown as text."""
COUNTED = ("integer", "number", "boolean", *ORDERED)
"""Type families whose values can be grouped and counted."""


def measures(column: SourceColumn, dialect: Dialect) -> Measures:
    """The aggregates that describe a column."""
    value = exp.column(column.name, quoted=True)
    found: Measures = {"values": exp.Count(this=value.copy())}
    family = column.kind.family
    if family in COUNTED:
        found["distinct"] = dialect.roughly_distinct(value.copy())
    if family in ("integer", "number"):
        found |= _of_number(column, value, dialect)
    elif family in ORDERED:
        compared = dialect.bytewise(value.copy()) if family == "string" else value
        found |= {name: _text(each(this=compared.copy())) for name, each in (("min", exp.Min), ("max", exp.Max))}
    elif family == "boolean":
        true = exp.If(this=value.copy(), true=exp.Literal.number(1))
        found["true"] = exp.Count(this=exp.Case(ifs=[true]))
    if family == "string":
        found["shortest"] = exp.Min(this=exp.Length(this=value.copy()))
        found["longest"] = exp.Max(this=exp.Length(this=value.copy()))
        found |= shapes.measures(value, dialect)
    return found


def _of_number(column: SourceColumn, value: exp.Expr, dialect: Dialect) -> Measures:
    found: Measures = {}
    if column.kind.floating:
        special = dialect.is_special(value.copy())
        found["special"] = _count(special)
        value = _only(negated(special.copy()), value)
    found |= {"min": exp.Min(this=value.copy()), "max": exp.Max(this=value.copy())}
    real = exp.cast(value.copy(), "DOUBLE")
    large = exp.cast(exp.Literal.string(LARGEST), "DOUBLE")
    moderate = exp.and_(real.copy() <= large, real.copy() >= exp.Neg(this=large.copy()))
    found["moderate"] = _count(moderate)
    found["mean"] = exp.Avg(this=_only(moderate, real))
    found["stddev"] = exp.StddevSamp(this=_only(moderate, real))
    found |= {name: dialect.rough_quantile(real.copy(), at) for name, at in QUANTILES.items()}
    return found


def _text(value: exp.Expr) -> exp.Expr:
    return exp.cast(value, "TEXT")


def _count(condition: exp.Expr) -> exp.Expr:
    return exp.Count(this=exp.Case(ifs=[exp.If(this=condition.copy(), true=exp.Literal.number(1))]))


def _only(condition: exp.Expr, value: exp.Expr) -> exp.Expr:
    return exp.Case(ifs=[exp.If(this=condition.copy(), true=value.copy())])


def values(relation: Relation, columns: Sequence[SourceColumn]) -> exp.Select:
    """The number of rows of each value of these columns. A result row has the value of one column, and its count."""
    texts = [exp.column(f"v{number}", quoted=True) for number in range(len(columns))]
    inner = [
        exp.alias_(_text(exp.column(column.name, quoted=True)), text.name, quoted=True)
        for column, text in zip(columns, texts, strict=True)
    ]
    rows = exp.select(*inner).from_(relation.select().subquery("data")).subquery("texts")
    sets = exp.GroupingSets(expressions=[exp.Tuple(expressions=[text.copy()]) for text in texts])
    query = exp.select(*texts, exp.alias_(exp.Count(this=exp.Star()), "times")).from_(rows)
    query.set("group", exp.Group(grouping_sets=[sets]))
    return query
