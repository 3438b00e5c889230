"""The figures that a rule is judged by, as aggregates of the dataset's one scan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from opsgen.graph.members import members
from opsgen.sql.dialects import negated
from opsgen.sql.rules.conditions import breaks, judged
from opsgen.sql.rules.rule import Freshness, NotNull, Reference, Rows, Schema, Statistic, Unique
from opsgen.sql.rules.table import MissingColumnError

if TYPE_CHECKING:
    from opsgen.sql.rules.rule import Function, Rule
    from opsgen.sql.rules.table import RuleTable
    from opsgen.sql.rules.types import ValueKind

Measures = dict[str, exp.Expr]


def measures(rule: Rule, subject: RuleTable) -> Measures:
    """The rule's figures by name; `judge` knows what they mean."""
    match rule.test:
        case Rows():
            return {"broken": _broken(rule, rule.test, subject), "judged": _count(judged(rule, subject))}
        case Unique() | Reference():
            return {"judged": _count(judged(rule, subject))}
        case Statistic():
            return _statistic(rule, rule.test, subject)
        case Freshness(column=str()):
            return {"newest": _as_text(exp.Max(this=_value(rule, rule.test.column or "", subject)))}
        case Schema():
            return {name: _count(wrong) for name, wrong in misread(subject).items()}
    return {}


def _count(condition: exp.Expr | None) -> exp.Expr:
    """How many rows meet a condition."""
    if condition is None:
        return exp.Count(this=exp.Star())
    return exp.Count(this=exp.Case(ifs=[exp.If(this=condition, true=exp.Literal.number(1))]))


def _broken(rule: Rule, test: Rows, subject: RuleTable) -> exp.Expr:
    condition = test.condition
    plain = isinstance(condition, NotNull) and subject.member(condition.column).is_column
    if isinstance(condition, NotNull) and plain and rule.where is None:  # counting values is what engines do fastest
        source = subject.source(condition.column)
        column = exp.column(subject.relation.raw(source) if source.fallible else source.name, quoted=True)
        return exp.Sub(this=exp.Count(this=exp.Star()), expression=exp.Count(this=column))
    about = judged(rule, subject)
    broken = breaks(condition, subject)
    return _count(exp.and_(about, broken) if about is not None else broken)


def _value(rule: Rule, column: str, subject: RuleTable) -> exp.Expr:
    """The column's value in rows that the rule is about, null in the others."""
    value = subject.plain(column)
    about = judged(rule, subject)
    return value if about is None else _only(about, value)


def _only(condition: exp.Expr, value: exp.Expr) -> exp.Expr:
    return exp.Case(ifs=[exp.If(this=condition, true=value)])


def _statistic(rule: Rule, test: Statistic, subject: RuleTable) -> Measures:
    if test.column is None:
        return {"value": _count(judged(rule, subject))}
    if test.function == "distinct_count":
        return {"value": _distinct(rule, test.column, subject)}
    found: Measures = {}
    unsound = _unsound(rule, test.function, test.column, subject)
    if unsound is not None:
        found["unsound"] = _count(unsound)
    if test.function != "quantile" or not subject.quantiles_apart:
        found["value"] = aggregate(rule, test, test.column, subject)
    return found


def _unsound(rule: Rule, function: Function, column: str, subject: RuleTable) -> exp.Expr | None:
    """True for the values that a figure cannot be made of; None where there can be none."""
    if not subject.kind(column).floating:
        return None
    value, dialect = _value(rule, column, subject), subject.dialect
    return dialect.is_nan(value) if function in ("min", "max") else dialect.is_special(value)


def _distinct(rule: Rule, column: str, subject: RuleTable) -> exp.Expr:
    """How many values there are. Where columns are cheap to read, a look of its own takes far less memory than an
    aggregate among others."""
    if not subject.relation.columnar:
        return exp.Count(this=exp.Distinct(expressions=[_value(rule, column, subject)]))
    value, about = subject.plain(column), judged(rule, subject)
    there = [exp.not_(value.copy().is_(exp.null())), *([about] if about is not None else [])]
    values = exp.select(value).distinct().from_(subject.relation.select().subquery("data")).where(*there)
    return exp.select(exp.Count(this=exp.Star())).from_(values.subquery("distinct_values")).subquery()


def margins(rule: Rule, subject: RuleTable) -> Measures:
    """What a mean of exact numbers is made of, and how far a quantile of them may be rounded: engines give doubles."""
    test = rule.test
    if not isinstance(test, Statistic) or test.column is None or test.function not in ("mean", "quantile"):
        return {}
    kind = subject.kind(test.column)
    if not kind.exact:
        return {}
    value = _sound(rule, test, test.column, subject)
    if test.function == "mean":
        total = subject.dialect.sum(value.copy(), whole=kind.family == "integer")
        return {"sum": total, "values": exp.Count(this=value)}
    return {
        "values": exp.Count(this=value.copy()),
        "least": exp.Min(this=value.copy()),
        "most": exp.Max(this=value.copy()),
    }


def _sound(rule: Rule, test: Statistic, column: str, subject: RuleTable) -> exp.Expr:
    """The value of a column where a figure can be made of it, else null."""
    value, unsound = _value(rule, column, subject), _unsound(rule, test.function, column, subject)
    return value if unsound is None else _only(negated(unsound), value)


def aggregate(rule: Rule, test: Statistic, column: str, subject: RuleTable) -> exp.Expr:
    """The figure of a column's sound values."""
    value = _sound(rule, test, column, subject)
    match test.function:
        case "sum":
            whole = subject.kind(column).family == "integer"
            return exp.Coalesce(this=subject.dialect.sum(value, whole=whole), expressions=[exp.Literal.number(0)])
        case "min":
            return exp.Min(this=value)
        case "max":
            return exp.Max(this=value)
    real = exp.cast(value, "DOUBLE")
    match test.function:
        case "mean":
            return exp.Avg(this=real)
        case "stddev":
            return exp.StddevSamp(this=real)
        case "quantile":
            return subject.dialect.quantile(real, test.quantile or 0)
    raise ValueError(f"{test.function} is no aggregate of a column's sound values")


def _as_text(value: exp.Expr) -> exp.Expr:
    """A moment as text: no driver can stumble over one that Python does not know."""
    return exp.cast(value, "TEXT")


def misread(subject: RuleTable) -> Measures:
    """For each column, or part of one, what is true for a row with a value that is not of the declared type."""
    found: Measures = {}
    for name in members(subject.dataset):
        try:
            wrong = _wrong(name, subject)
        except MissingColumnError:
            continue
        if wrong is not None:
            found[name] = wrong
    return found


def _wrong(name: str, subject: RuleTable) -> exp.Expr | None:
    member = subject.member(name)
    source, kind = subject.source(member.column), subject.kind(name)
    if not member.is_column or source.kind.document:
        document = subject.document(name)
        if document is not None:
            return subject.unreadable(name, document)
    elif source.fallible:
        lying = exp.column(subject.relation.raw(source), quoted=True)
        return exp.and_(exp.column(source.name, quoted=True).is_(exp.null()), exp.not_(lying.is_(exp.null())))
    if member.declared.type == "integer" and kind.family == "number":
        return subject.some(name, lambda value: _is_fractional(value, kind, subject))
    return None


def _is_fractional(value: exp.Expr, kind: ValueKind, subject: RuleTable) -> exp.Expr:
    fractional = value.neq(exp.Floor(this=value.copy()))
    return exp.or_(fractional, subject.dialect.is_special(value.copy())) if kind.floating else fractional
