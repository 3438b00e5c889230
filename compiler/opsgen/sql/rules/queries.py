"""The whole queries: one scan of the dataset, one for each rule that needs its own, and the rows that broke a rule."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlglot import exp

from opsgen.sql.dialects import negated
from opsgen.sql.rules.conditions import breaks, judged
from opsgen.sql.rules.measures import aggregate, misread
from opsgen.sql.rules.rule import Query, Reference, Rows, Schema, Statistic, Unique
from opsgen.sql.safety import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.sql.rules.relation import Relation
    from opsgen.sql.rules.rule import Rule
    from opsgen.sql.rules.table import RuleTable


def scan(subject: RuleTable, measures: Mapping[str, exp.Expr]) -> exp.Select:
    """One row with all these aggregates of the dataset, read once."""
    columns = [exp.alias_(measure, name) for name, measure in measures.items()]
    return exp.select(*columns).from_(subject.relation.select(raw=True).subquery("data"))


def own(rule: Rule, subjects: Mapping[str, RuleTable]) -> exp.Query | None:
    """The query that answers a rule which no scan can answer: one row, with figures by name."""
    subject = subjects[rule.dataset]
    match rule.test:
        case Unique():
            groups = _repeated(rule, rule.test, subject).subquery("repeated")
            total = exp.Coalesce(this=exp.Sum(this=exp.column("times")), expressions=[exp.Literal.number(0)])
            return exp.select(exp.alias_(total, "broken")).from_(groups)
        case Reference():
            return _counted(_dangling(rule, rule.test, subjects))
        case Query():
            return _counted(returned(rule, rule.test, subjects))
        case Statistic(function="quantile", column=str(column)) if subject.quantiles_apart:
            if subject.dialect.exact_quantiles:
                return scan(subject, {"value": aggregate(rule, rule.test, column, subject)})
            return _interpolated(rule, rule.test, subject)
    return None


def broken_rows(rule: Rule, subjects: Mapping[str, RuleTable]) -> exp.Query | None:
    """The rows that break the rule, with all their columns; None where it is not about rows."""
    subject = subjects[rule.dataset]
    match rule.test:
        case Rows():
            conditions = [breaks(rule.test.condition, subject), judged(rule, subject)]
            return _all(subject.relation).where(*filter(None, conditions))
        case Unique():
            return _repeated(rule, rule.test, subject)
        case Reference():
            return _dangling(rule, rule.test, subjects)
        case Query():
            return returned(rule, rule.test, subjects)
        case Schema():
            wrong = misread(subject).values()
            return _all(subject.relation).where(exp.or_(*wrong)) if wrong else None
    return None


def misread_rows(name: str, subject: RuleTable) -> exp.Select:
    """The rows in which a column has a value that cannot be read as of its type."""
    return _all(subject.relation).where(misread(subject)[name])


def _all(relation: Relation, alias: str = "data") -> exp.Select:
    """All columns, and beside each value also what it was read from."""
    names = [column.name for column in relation.columns]
    names += [relation.raw(column) for column in relation.columns if column.fallible]
    columns = [exp.column(exp.to_identifier(name, quoted=True), table=alias) for name in names]
    return exp.select(*columns).from_(relation.select(raw=True).subquery(alias))


def _counted(query: exp.Query) -> exp.Select:
    return exp.select(exp.alias_(exp.Count(this=exp.Star()), "broken")).from_(query.subquery("broken_rows"))


def _repeated(rule: Rule, test: Unique, subject: RuleTable) -> exp.Select:
    """The values that stand in several rows, and in how many."""
    columns = [subject.plain(name) for name in test.columns]
    shown = [
        column.copy() if subject.member(name).is_column else exp.alias_(column.copy(), alias(name), quoted=True)
        for column, name in zip(columns, test.columns, strict=True)
    ]
    times = exp.Count(this=exp.Star())
    complete = [exp.not_(column.copy().is_(exp.null())) for column in columns]
    about = judged(rule, subject)
    return (
        exp.select(*shown, exp.alias_(times, "times"))
        .from_(subject.relation.select().subquery("data"))
        .where(*complete, *([about] if about is not None else []))
        .group_by(*(column.copy() for column in columns))
        .having(times.copy() > 1)
    )


def _dangling(rule: Rule, test: Reference, subjects: Mapping[str, RuleTable]) -> exp.Select:
    """The rows whose value does not stand in the other dataset: an anti join, or NOT EXISTS in dialects without one.
    Of NOT EXISTS, DuckDB would keep all rows in memory."""
    subject, target = subjects[rule.dataset], subjects[test.dataset]
    value = subject.value(test.column, "data")
    same = target.value(test.target, "target").eq(value.copy())
    match = exp.Join(this=target.relation.select().subquery("target"), kind="ANTI", on=same)
    about = judged(rule, subject)
    conditions = [exp.not_(value.is_(exp.null())), *([about] if about is not None else [])]
    return _all(subject.relation).join(match).where(*conditions)


def returned(rule: Rule, test: Query, subjects: Mapping[str, RuleTable]) -> exp.Query:
    """What the user's query gives back."""
    query = reading(test.sql, subjects[rule.dataset].dialect.name, {n: s.relation for n, s in subjects.items()})
    if rule.where is None:
        return query
    condition = parse.expression(rule.where, subjects[rule.dataset].dialect.name)
    return exp.select(exp.Star()).from_(query.subquery("returned")).where(condition)


def reading(
    sql: str, dialect: str, relations: Mapping[str, Relation], parameters: Mapping[str, exp.Expr] | None = None
) -> exp.Query:
    """A user's SELECT, in which the names of datasets stand for their rows, and parameters for their values."""
    query, inputs, _ = parse.select(sql, dialect, relations, parameters)
    ctes = [
        exp.CTE(this=relations[name].select(), alias=exp.TableAlias(this=exp.to_identifier(generated)))
        for name, generated in inputs.items()
    ]
    ctes += query.ctes
    if ctes:
        query.set("with_", exp.With(expressions=ctes))
    return query


def neighbours(rule: Rule, test: Statistic, subject: RuleTable, place: int) -> exp.Select:
    """The two values that a quantile lies between, of which the lower one has so many others before it."""
    column = subject.plain(test.column or "")
    about = judged(rule, subject)
    sound = [exp.not_(column.copy().is_(exp.null())), *([about] if about is not None else [])]
    if subject.kind(test.column or "").floating:
        sound.append(negated(subject.dialect.is_special(column.copy())))
    two = (
        exp.select(exp.alias_(column, "value"))
        .from_(subject.relation.select().subquery("data"))
        .where(*sound)
        .order_by(exp.column("value").asc(nulls_first=False))
        .limit(2)
        .offset(place)
    )
    low, high = exp.Min(this=exp.column("value")), exp.Max(this=exp.column("value"))
    return exp.select(exp.alias_(low, "low"), exp.alias_(high, "high")).from_(two.subquery("two"))


def alias(path: str) -> str:
    """What the column is called that has the values of a path: not all engines take any name."""
    return "_".join(re.findall(r"\w+", path))


def _interpolated(rule: Rule, test: Statistic, subject: RuleTable) -> exp.Select:
    """A quantile where it is no aggregate: from the two rows that it lies between."""
    value = exp.cast(subject.plain(test.column or ""), "DOUBLE")
    about = judged(rule, subject)
    sound = [exp.not_(value.copy().is_(exp.null())), *([about] if about is not None else [])]
    if subject.kind(test.column or "").floating:
        sound.append(negated(subject.dialect.is_special(value.copy())))
    order = exp.Order(expressions=[exp.Ordered(this=value.copy())])
    place = exp.Window(this=exp.RowNumber(), order=order)
    number = exp.Window(this=exp.Count(this=exp.Star()))
    ranked = (
        exp.select(exp.alias_(value, "value"), exp.alias_(place, "place"), exp.alias_(number, "number"))
        .from_(subject.relation.select().subquery("data"))
        .where(*sound)
    )
    at = exp.paren(exp.Mul(this=exp.convert(test.quantile or 0), expression=exp.paren(exp.column("number") - 1)))
    low, high = exp.Floor(this=at.copy()), exp.Ceil(this=at.copy())

    def standing_at(position: exp.Expr) -> exp.Expr:
        here = exp.column("place").eq(position + 1)
        return exp.Max(this=exp.Case(ifs=[exp.If(this=here, true=exp.column("value"))]))

    share = exp.Max(this=at.copy() - low.copy())
    between = standing_at(low) + exp.paren(standing_at(high) - standing_at(low.copy())) * share
    return exp.select(exp.alias_(between, "value")).from_(ranked.subquery("ranked"))
